with rankings as (

    select * from {{ ref('next_purchase_ranking') }}
    union all
    select * from {{ ref('next_items_ranking') }}
    union all
    select * from {{ ref('customer_value_ranking') }}

),

champions as (

    select * from {{ ref('next_purchase_champion') }}
    union all
    select * from {{ ref('next_items_champion') }}
    union all
    select * from {{ ref('customer_value_champion') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        rankings.*,
        rankings.model_name = champions.model_name as is_champion,
        sales_window.is_synthetic
    from rankings
    inner join champions on rankings.task = champions.task
    cross join sales_window

)

select * from final
