-- What the customer bought lately that links most to each item.

{{ config(materialized='view') }}

with recent_items as (

    select * from {{ ref('recent_customer_items') }}
    where role = 'today'

),

neighbours as (

    select * from {{ ref('item_neighbours') }}
    where role = 'today'

),

items as (

    select * from {{ ref('int_items') }}

),

final as (

    select
        recent_items.customer_id,
        neighbours.neighbour_id as item_id,
        max_by(items.item_name, (neighbours.similarity, items.item_name)) as linked_item_name
    from recent_items
    inner join neighbours on recent_items.item_id = neighbours.item_id
    inner join items on recent_items.item_id = items.item_id
    group by recent_items.customer_id, neighbours.neighbour_id

)

select * from final
