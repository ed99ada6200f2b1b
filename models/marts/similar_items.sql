-- What to show to whoever likes a piece that has sold out, or wants another like it. First what the same
-- customers bought, then the nearest in price of the same category and metal; another stone counts as
-- much as a price half as high again.

{% set list_length = var('top_k') -%}

with items as (

    select * from {{ ref('dim_items') }}
    where is_goods

),

neighbours as (

    select * from {{ ref('item_neighbours') }}
    where role = 'today'

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

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
        items.stone,
        items.is_sellable,
        coalesce(cast(items.last_price as double), middle_prices.middle_price, 1) as price
    from items
    inner join middle_prices
        on items.category = middle_prices.category
            and items.metal = middle_prices.metal

),

-- How many that can be sold stand at or below the price: the nearest of a piece are the next on both
-- sides, so that no two catalogues are ever multiplied.
ranked_in_kind as (

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

),

sellable as (

    select * from ranked_in_kind
    where is_sellable

),

candidates as (

    select
        ranked_in_kind.item_id,
        sellable.item_id as similar_item_id
    from ranked_in_kind
    inner join sellable
        on ranked_in_kind.category = sellable.category
            and ranked_in_kind.metal = sellable.metal
            and sellable.rank_in_kind between ranked_in_kind.rank_in_kind - {{ list_length }} and ranked_in_kind.rank_in_kind + {{ list_length }}
    union
    select
        ranked_in_kind.item_id,
        sellable.item_id as similar_item_id
    from ranked_in_kind
    inner join sellable
        on ranked_in_kind.category = sellable.category
            and ranked_in_kind.metal = sellable.metal
            and ranked_in_kind.stone = sellable.stone
            and sellable.rank_in_stone between ranked_in_kind.rank_in_stone - {{ list_length }} and ranked_in_kind.rank_in_stone + {{ list_length }}
    union
    select
        neighbours.item_id,
        neighbours.neighbour_id as similar_item_id
    from neighbours

),

compared as (

    select
        candidates.item_id,
        candidates.similar_item_id,
        sellable.price / ranked_in_kind.price as price_ratio,
        ranked_in_kind.stone = sellable.stone as is_same_stone,
        coalesce(neighbours.common_buyers, 0) as common_buyers,
        coalesce(neighbours.similarity, 0) as similarity,
        abs(ln(sellable.price / ranked_in_kind.price))
        + case when ranked_in_kind.stone = sellable.stone then 0 else ln(1.5) end as distance
    from candidates
    inner join ranked_in_kind on candidates.item_id = ranked_in_kind.item_id
    inner join sellable
        on candidates.similar_item_id = sellable.item_id
            -- What is bought together but of another kind, a chain with a ring, is not like it.
            and ranked_in_kind.category = sellable.category
    left join neighbours
        on candidates.item_id = neighbours.item_id
            and candidates.similar_item_id = neighbours.neighbour_id
    where candidates.item_id <> candidates.similar_item_id

),

ranked as (

    select
        *,
        row_number() over (
            partition by item_id
            order by similarity desc, round(distance, 9) asc, similar_item_id asc
        ) as similarity_rank
    from compared

),

final as (

    select
        ranked.item_id,
        sales_window.last_sale_date as as_of_date,
        cast(ranked.similarity_rank as integer) as rank,
        ranked.similar_item_id,
        ranked.price_ratio,
        ranked.is_same_stone,
        ranked.common_buyers,
        case
            when ranked.common_buyers > 0
                then 'Bought by the same customers: ' || ranked.common_buyers
            when ranked.is_same_stone then 'Same category, metal and stone, the nearest in price'
            else 'Same category and metal, the nearest in price'
        end as reason,
        sales_window.is_synthetic
    from ranked
    cross join sales_window
    where ranked.similarity_rank <= {{ list_length }}

)

select * from final
order by item_id, rank
