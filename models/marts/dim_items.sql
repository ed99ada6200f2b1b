with items as (

    select * from {{ ref('int_items') }}

),

attributes as (

    select * from {{ ref('int_item_attributes') }}

),

features as (

    select * from {{ ref('item_features') }}
    where split_name = 'today'

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

-- What is no goods was taken out before there were any features of it.
final as (

    select
        items.item_id,
        items.item_name,
        items.is_goods,
        attributes.category,
        attributes.metal,
        attributes.metal_colour,
        attributes.fineness,
        attributes.stone,
        attributes.stones,
        attributes.weight_grams,
        coalesce(features.price_tier, 'unknown') as price_tier,
        coalesce(
            features.archetype,
            {{ archetype('attributes.category', 'attributes.metal', "'unknown'") }}
        ) as archetype,
        features.last_price,
        features.first_sold_date,
        features.last_sold_date,
        coalesce(features.units_sold, 0) as units_sold,
        coalesce(features.is_sellable, false) as is_sellable,
        sales_window.is_synthetic
    from items
    inner join attributes on items.item_id = attributes.item_id
    left join features on items.item_id = features.item_id
    cross join sales_window
    where features.item_id is not null or not items.is_goods

)

select * from final
order by item_id
