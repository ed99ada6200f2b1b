-- What may be like an item: the nearest in price of its category and metal, those with its stone, and what the
-- same customers bought.

{{ config(materialized='view') }}

{% set list_length = var('top_k') -%}

with ranked as (

    select * from {{ ref('item_price_ranks') }}

),

sellable as (

    select * from ranked
    where is_sellable

),

every_candidate as (

    select
        ranked.item_id,
        sellable.item_id as similar_item_id
    from ranked
    inner join sellable
        on ranked.category = sellable.category
            and ranked.metal = sellable.metal
            and sellable.rank_in_kind between ranked.rank_in_kind - {{ list_length }} and ranked.rank_in_kind + {{ list_length }}
    union
    select
        ranked.item_id,
        sellable.item_id as similar_item_id
    from ranked
    inner join sellable
        on ranked.category = sellable.category
            and ranked.metal = sellable.metal
            and ranked.stone = sellable.stone
            and sellable.rank_in_stone between ranked.rank_in_stone - {{ list_length }} and ranked.rank_in_stone + {{ list_length }}
    union
    select
        item_id,
        neighbour_id as similar_item_id
    from {{ ref('item_neighbours') }}
    where role = 'today'

),

final as (

    select * from every_candidate
    where item_id <> similar_item_id

)

select * from final
