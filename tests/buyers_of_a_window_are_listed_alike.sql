-- Metrics over buyers count each list once, so that all buyers of a window have to have one weight, and the lists that
-- were drawn have to stand for all of them.
with buyers as (

    select distinct
        split_name,
        customer_id
    from {{ ref('next_items_outcomes') }}

)

select
    buyers.split_name,
    count(*) as buyer_count,
    sum(listed.weight) as stood_for,
    min(listed.weight) as least_weight,
    max(listed.weight) as most_weight
from buyers
left join {{ ref('listed_customers') }} as listed
    on buyers.split_name = listed.split_name
        and buyers.customer_id = listed.customer_id
group by buyers.split_name
having count(listed.customer_id) = 0
    or min(listed.weight) <> max(listed.weight)
    or abs(sum(listed.weight) - count(*)) > 1e-6 * count(*)
