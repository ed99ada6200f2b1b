-- Times run from 0 to 1 over the history, in sales: `days` says which date that is.
with visits as (
    select
        visit,
        -- Some come often: the square crowds visits on the first customers.
        cast(floor($customers * pow(uniform(visit, 'customer'), 1.5)) as bigint) as customer
    from range($visits) as numbers (visit)
),

dated as (
    select
        visit,
        customer,
        -- Four in ten are there from the start, the others come on the way; some leave before the end.
        greatest(uniform(customer, 'first') - 0.4, 0) as first_time,
        least(first_time + 0.4 + 0.8 * uniform(customer, 'stay'), 1) as last_time,
        first_time + (last_time - first_time) * uniform(visit, 'time') as at_time
    from visits
),

wishes as (
    select
        dated.*,
        visit * 2 + place as sale,
        -- Half of what people buy is of their own kind.
        cast(floor($archetypes * if(
            uniform(sale, 'own kind') < 0.5, uniform(customer, 'kind'), pow(uniform(sale, 'kind'), 1.3)
        )) as integer) as archetype,
        (at_time + $shelf_life * uniform(sale, 'age')) / (1 + $shelf_life) as shelf_place
    from dated, lateral unnest(range(1 + cast(uniform(visit, 'pieces') < $extra_share as integer))) as places (place)
),

sales as (
    select
        *,
        cast(floor($pieces * shelf_place) as bigint) as place_on_shelf,
        -- One piece in fifty is delivered again and again: a seventh of the sales are theirs.
        if(uniform(sale, 'staple') < 0.15, place_on_shelf // 50 * 50, place_on_shelf) as piece
    from wishes
)

select
    'Демо' as "FirstName",
    'Демо-' || sales.customer as "FullName",
    '+7701' || lpad(cast(sales.customer as varchar), 7, '0') as phone,
    $town as town,
    500 + cast(floor(5000 * uniform(sales.sale, 'points')) as integer) as "countPoints",
    designs.text || if(designs.text like '%арт. %', '-', ', арт. ')
        || (30000000 + sales.piece * $archetypes + sales.archetype) as "Item",
    $first_day + days.at_quantile[1 + cast(floor($quantiles * sales.at_time) as integer)] as "Date",
    greatest(cast(floor(designs.price * if(uniform(sales.sale, 'discount') < 0.14, 0.95, 1)) as bigint), 1490) as "Price",
    if(uniform(sales.visit, 'format') < 0.05, 'Трейд Ин', 'Оффлайн') as "Format"
from sales
inner join designs
    on sales.archetype = designs.archetype
    and cast(hash(sales.piece || 'of' || sales.archetype) % $designs as integer) = designs.design
cross join days
order by "Date", sales.visit, sales.sale
