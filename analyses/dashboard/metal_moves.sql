-- Silver and gold of the same customers in two spans of equal length, the latest a year at most:
-- what those who took one metal alone took next, and what they spent on each.

with sales as (

    select
        sales.customer_id,
        sales.price,
        items.metal,
        max(sales.sale_date) over () - sales.sale_date as days_ago,
        least((max(sales.sale_date) over () - min(sales.sale_date) over () + 1) // 2, 365) as span_days
    from {{ ref('fct_sales') }} as sales
    inner join {{ ref('dim_items') }} as items on sales.item_id = items.item_id
    where sales.taken_back_on is null and items.metal in ('gold', 'silver')

),

customers as (

    select
        customer_id,
        sum(price) filter (where metal = 'silver' and days_ago >= span_days) as silver_before,
        sum(price) filter (where metal = 'gold' and days_ago >= span_days) as gold_before,
        sum(price) filter (where metal = 'silver' and days_ago < span_days) as silver_after,
        sum(price) filter (where metal = 'gold' and days_ago < span_days) as gold_after
    from sales
    where customer_id is not null and days_ago < 2 * span_days
    group by customer_id

),

moves as (

    select
        *,
        case when gold_before is null then 'silver' else 'gold' end as first_metal,
        case
            when gold_before is null then gold_after is not null
            else silver_after is not null
        end as is_moved
    from customers
    where
        (gold_before is null) != (silver_before is null)
        and coalesce(gold_after, silver_after) is not null

),

spent as (

    unpivot moves
    on silver_before, gold_before, silver_after, gold_after
    into name spent_on value spend

),

by_move as (

    select
        first_metal,
        is_moved,
        split_part(spent_on, '_', 1) as metal,
        split_part(spent_on, '_', 2) as span,
        sum(spend) as spend
    from spent
    group by all

),

counted as (

    select
        first_metal,
        is_moved,
        count(*) as customers
    from moves
    group by first_metal, is_moved

)

select
    by_move.first_metal,
    by_move.is_moved,
    by_move.span,
    by_move.metal,
    counted.customers,
    by_move.spend / counted.customers as customer_spend,
    by_move.spend / sum(by_move.spend) over (partition by by_move.span) as spend_share
from by_move
inner join counted
    on by_move.first_metal = counted.first_metal and by_move.is_moved = counted.is_moved
order by by_move.first_metal desc, by_move.is_moved asc, by_move.span desc, by_move.metal asc
