-- Prices in steps of 1, 2 and 5, as money has them: where the pieces are, and where the revenue.

with priced as (

    select
        price,
        cast(pow(10, length(cast(cast(floor(price) as bigint) as varchar)) - 1) as bigint) as unit
    from {{ ref('fct_sales') }}
    where taken_back_on is null and price >= 1

),

levels as (

    select
        case when price >= 5 * unit then 5 * unit when price >= 2 * unit then 2 * unit else unit end as price_from,
        count(*) as units,
        sum(price) as revenue
    from priced
    group by price_from

)

select
    price_from,
    'pieces' as side,
    units / sum(units) over () as side_share
from levels
union all
select
    price_from,
    'revenue' as side,
    revenue / sum(revenue) over () as side_share
from levels
order by price_from, side
