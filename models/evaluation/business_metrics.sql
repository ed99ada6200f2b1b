-- What the lists and the shop earn, from sales alone. None of these is a lift: what a list adds to
-- sales takes an experiment to know.

with backtest as (

    select * from {{ ref('next_items_backtest') }}

),

outcomes as (

    select * from {{ ref('next_items_outcomes') }}

),

purchase_outcomes as (

    select * from {{ ref('next_purchase_outcomes') }}

),

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where role in ('validation', 'test')

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

hits as (

    select
        backtest.split_name,
        backtest.model_name,
        backtest.customer_id,
        backtest.item_id,
        outcomes.revenue
    from backtest
    left join outcomes
        on backtest.split_name = outcomes.split_name
            and backtest.customer_id = outcomes.customer_id
            and backtest.item_id = outcomes.item_id
    where backtest.rank <= {{ var('top_k') }}

),

customer_hits as (

    select
        split_name,
        model_name,
        customer_id,
        count(revenue) as hit_count,
        coalesce(sum(revenue), 0) as hit_revenue
    from hits
    group by split_name, model_name, customer_id

),

windows as (

    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date
    from as_of_dates
    where {{ dbt.datediff('as_of_date', 'last_sale_date', 'day') }} >= {{ longest_horizon() }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

list_metrics as (

    select
        customer_hits.split_name,
        customer_hits.model_name,
        avg(case when customer_hits.hit_count > 0 then 1.0e0 else 0.0e0 end) as list_conversion,
        cast(sum(customer_hits.hit_revenue) as double) as revenue_of_hits
    from customer_hits
    inner join windows on customer_hits.split_name = windows.split_name
    group by customer_hits.split_name, customer_hits.model_name

),

retention as (

    select
        windows.split_name,
        avg(case when purchase_outcomes.days_to_next_purchase <= {{ longest_horizon() }} then 1.0e0 else 0.0e0 end)
            as retention
    from windows
    inner join purchase_outcomes on windows.as_of_date = purchase_outcomes.as_of_date
    group by windows.split_name

),

order_values as (

    select
        windows.split_name,
        cast(sum(purchases.spend) as double) / count(*) as average_order_value
    from windows
    inner join purchases
        on windows.as_of_date < purchases.purchase_date
            and purchases.purchase_date <= {{ date_plus_days('windows.as_of_date', longest_horizon()) }}
            and {{ known_on('purchases', date_plus_days('windows.as_of_date', longest_horizon())) }}
    group by windows.split_name

),

every_metric as (

    select
        split_name,
        model_name,
        'list_conversion' as metric_name,
        list_conversion as metric_value
    from list_metrics
    union all
    select
        split_name,
        model_name,
        'revenue_of_hits' as metric_name,
        revenue_of_hits as metric_value
    from list_metrics
    union all
    select
        split_name,
        'sales' as model_name,
        'retention' as metric_name,
        retention as metric_value
    from retention
    union all
    select
        split_name,
        'sales' as model_name,
        'average_order_value' as metric_name,
        average_order_value as metric_value
    from order_values

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
