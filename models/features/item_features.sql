-- All that is known of an item as of the date of a split or training window, and whether it can still be sold: learned from
-- sales, or told by a stock list, which then holds strictly: for today's lists, a history for those of its days too.

with known_items as (

    select * from {{ ref('known_items') }}

),

history as (

    select * from {{ ref('item_sales_history') }}

),

attributes as (

    select * from {{ ref('int_item_attributes') }}

),

bounds as (

    select * from {{ ref('price_tier_bounds') }}

),

stock as (

    select * from {{ ref('int_items_in_stock') }}

),

told as (

    select distinct split_name from stock

),

described as (

    select
        known_items.kind,
        known_items.split_name,
        known_items.as_of_date,
        known_items.item_id,
        attributes.category,
        attributes.metal,
        {{ price_tier('history.last_price', 'bounds.low_bound', 'bounds.high_bound') }} as price_tier,
        history.last_price,
        history.first_sold_date,
        history.last_sold_date,
        history.days_since_last_sale,
        coalesce(history.units_sold, 0) as units_sold,
        coalesce(history.units_sold_30d, 0) as units_sold_30d,
        coalesce(history.units_sold_90d, 0) as units_sold_90d,
        coalesce(history.buyers_90d, 0) as buyers_90d,
        case
            when told.split_name is not null then stock.item_id is not null
            else least(history.days_since_last_sale, history.days_since_last_return) <= {{ var('sellable_days') }}
        end as is_sellable
    from known_items
    inner join attributes on known_items.item_id = attributes.item_id
    left join history
        on known_items.as_of_date = history.as_of_date
            and known_items.item_id = history.item_id
    left join bounds
        on known_items.as_of_date = bounds.as_of_date
            and attributes.category = bounds.category
            and attributes.metal = bounds.metal
    left join stock
        on known_items.split_name = stock.split_name
            and known_items.item_id = stock.item_id
    left join told on known_items.split_name = told.split_name

),

final as (

    select
        *,
        {{ archetype('category', 'metal', 'price_tier') }} as archetype
    from described

)

select * from final
