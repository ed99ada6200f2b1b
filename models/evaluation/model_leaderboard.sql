with rankings as (

    select * from {{ ref('next_purchase_ranking') }}
    union all
    select * from {{ ref('next_items_ranking') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        rankings.*,
        sales_window.is_synthetic
    from rankings
    cross join sales_window

)

select * from final
