select
    customers.recency_score,
    customers.frequency_score,
    max(customers.rfm_segment) as rfm_segment,
    count(*) as customers,
    sum(customers.total_spend) as spend,
    sum(purchases.probability_90d) as buyers_90d
from {{ ref('dim_customers') }} as customers
inner join {{ ref('customer_next_purchase') }} as purchases on customers.customer_id = purchases.customer_id
group by customers.recency_score, customers.frequency_score
order by customers.recency_score, customers.frequency_score
