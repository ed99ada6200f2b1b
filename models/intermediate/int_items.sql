with sales as (

    select * from {{ ref('stg_sales') }}

),

stock as (

    select * from {{ ref('stg_stock') }}

),

every_text as (

    select
        item_id,
        item_name
    from sales
    union all
    select
        item_id,
        item_name
    from stock

),

-- Spellings that differ in case alone are one item; the first in the alphabet is shown.
final as (

    select
        item_id,
        min(item_name) as item_name
    from every_text
    group by item_id

)

select * from final
