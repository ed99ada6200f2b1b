with categories as (

    select * from {{ ref('int_item_categories') }}

),

metals as (

    select * from {{ ref('int_item_metals') }}

),

stones as (

    select * from {{ ref('int_item_stones') }}

),

weights as (

    select
        item_id,
        round(coalesce(
            {{ sum_of_numbers('item_text', item_weight_regexp(), below=1000) }},
            {{ sum_of_numbers('item_text', item_bare_weight_regexp(), below=1000) }}
        ), 3) as weight_grams
    from {{ ref('int_item_texts') }}

),

final as (

    select
        categories.item_id,
        categories.category,
        coalesce(metals.metal, 'unknown') as metal,
        coalesce(metals.metal_colour, 'unknown') as metal_colour,
        metals.fineness,
        case
            when stones.stone is not null then stones.stone
            when categories.is_jewelry and categories.script = 'cyrillic' then 'none'
            else 'unknown'
        end as stone,
        stones.stones,
        weights.weight_grams,
        categories.is_jewelry
    from categories
    left join metals on categories.item_id = metals.item_id and categories.is_jewelry
    left join stones on categories.item_id = stones.item_id and categories.is_jewelry
    left join weights on categories.item_id = weights.item_id and categories.is_jewelry

)

select * from final
