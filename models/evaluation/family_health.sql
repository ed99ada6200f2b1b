with health as (

    select * from {{ ref('next_purchase_health') }}
    union all
    select * from {{ ref('next_items_health') }}
    union all
    select * from {{ ref('customer_value_health') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        health.*,
        sales_window.is_synthetic
    from health
    cross join sales_window

)

select * from final
order by task, split_name, model_name
