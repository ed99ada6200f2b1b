-- What to show to whoever likes a piece that has sold out, or wants another like it. First what the same
-- customers bought, then the nearest in price of the same category and metal; another stone counts as
-- much as a price half as high again.

with items as (

    select * from {{ ref('item_price_ranks') }}

),

candidates as (

    select * from {{ ref('similar_item_candidates') }}

),

neighbours as (

    select * from {{ ref('item_neighbours') }}
    where role = 'today'

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

compared as (

    select
        candidates.item_id,
        candidates.similar_item_id,
        alike.price / items.price as price_ratio,
        items.stone = alike.stone as is_same_stone,
        coalesce(neighbours.common_buyers, 0) as common_buyers,
        coalesce(neighbours.similarity, 0) as similarity,
        abs(ln(alike.price / items.price)) + case when items.stone = alike.stone then 0 else ln(1.5) end as distance
    from candidates
    inner join items on candidates.item_id = items.item_id
    inner join items as alike
        on candidates.similar_item_id = alike.item_id
            and alike.is_sellable
            -- What is bought together but of another kind, a chain with a ring, is not like it.
            and items.category = alike.category
    left join neighbours
        on candidates.item_id = neighbours.item_id
            and candidates.similar_item_id = neighbours.neighbour_id

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
    where ranked.similarity_rank <= {{ var('top_k') }}

)

select * from final
order by item_id, rank
