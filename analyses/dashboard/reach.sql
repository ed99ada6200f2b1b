-- How many buyers a list of n customers would reach, likeliest first: where the line flattens, stop.

with ranked as (

    select
        row_number() over (order by probability_30d desc, customer_id asc) as calls,
        count(*) over () as customers,
        sum(probability_30d) over (order by probability_30d desc, customer_id asc) as buyers
    from {{ ref('customer_next_purchase') }}

)

select
    calls,
    buyers
from ranked
where calls % greatest(1, cast(floor(customers / 100) as integer)) = 0 or calls = customers
order by calls
