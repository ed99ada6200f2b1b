-- The probability that a customer buys one item within 90 days is part of the probability that they buy at all.
select
    lists.customer_id,
    lists.rank,
    lists.probability,
    customers.probability_90d
from {{ ref('customer_next_items') }} as lists
inner join {{ ref('customer_next_purchase') }} as customers on lists.customer_id = customers.customer_id
where lists.probability > customers.probability_90d + 1e-9
