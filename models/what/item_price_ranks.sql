-- Items by price within their kind. How many that can be sold stand at or below each: the nearest of a piece
-- are the next on both sides, so that no two catalogues are ever multiplied.

with items as (

    select * from {{ ref('item_features') }}
    where split_name = 'today'

),

attributes as (

    select * from {{ ref('int_item_attributes') }}

),

middle_prices as (

    select
        category,
        metal,
        median(cast(last_price as double)) as middle_price
    from items
    group by category, metal

),

-- A piece of the stock list that has not been sold yet stands at the middle price of its kind.
priced as (

    select
        items.item_id,
        items.category,
        items.metal,
        attributes.stone,
        items.is_sellable,
        coalesce(cast(items.last_price as double), middle_prices.middle_price, 1) as price
    from items
    inner join attributes on items.item_id = attributes.item_id
    inner join middle_prices
        on items.category = middle_prices.category
            and items.metal = middle_prices.metal

),

final as (

    select
        *,
        count(*) filter (where is_sellable) over (
            partition by category, metal
            order by price, item_id
            rows between unbounded preceding and current row
        ) as rank_in_kind,
        count(*) filter (where is_sellable) over (
            partition by category, metal, stone
            order by price, item_id
            rows between unbounded preceding and current row
        ) as rank_in_stone
    from priced

)

select * from final
