with lists as (

    select * from {{ ref('next_items_lists') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        lists.split_name,
        lists.as_of_date,
        lists.model_name,
        lists.customer_id,
        lists.rank,
        lists.item_id,
        lists.probability,
        lists.weight,
        sales_window.is_synthetic
    from lists
    cross join sales_window
    where lists.split_name in ('validation', 'test')

)

select * from final
