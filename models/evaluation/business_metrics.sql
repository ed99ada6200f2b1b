-- What the lists and the shop earn, from sales alone. None of these is a lift: what a list adds to
-- sales takes an experiment to know.

with every_metric as (

    select * from {{ ref('list_earnings') }}
    union all
    select * from {{ ref('shop_earnings') }}

),

windows as (

    select * from {{ ref('judged_windows') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        every_metric.split_name,
        windows.as_of_date,
        every_metric.model_name,
        every_metric.metric_name,
        every_metric.metric_value,
        sales_window.is_synthetic
    from every_metric
    inner join windows on every_metric.split_name = windows.split_name
    cross join sales_window

)

select * from final
