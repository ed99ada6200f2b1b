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

final as (

    select
        items.item_id,
        items.item_name,
        attributes.category,
        attributes.metal,
        attributes.metal_colour,
        attributes.fineness,
        attributes.stone,
        attributes.stones,
        attributes.weight_grams,
        features.price_tier,
        features.archetype,
        features.last_price,
        features.first_sold_date,
        features.last_sold_date,
        features.units_sold,
        features.is_sellable,
        sales_window.is_synthetic
    from items
    inner join attributes on items.item_id = attributes.item_id
    inner join features on items.item_id = features.item_id
    cross join sales_window

)

select * from final
order by item_id
