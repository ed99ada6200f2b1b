-- All that is known of an item as of the date of a split or training window, and whether it can still be sold: learned from
-- sales, or told by a stock list, which then holds strictly for today's lists.

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

    select * from {{ ref('stg_stock') }}

),

stock_list as (

    select count(*) > 0 as is_given from stock

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
            when known_items.split_name = 'today' and stock_list.is_given then stock.item_id is not null
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
    left join stock on known_items.item_id = stock.item_id
    cross join stock_list

),

final as (

    select
        *,
        {{ archetype('category', 'metal', 'price_tier') }} as archetype
    from described

)

select * from final
