select
    customers.rfm_segment,
    count(*) as customers,
    sum(customers.total_spend) as spend,
    sum(customers.total_spend) / sum(sum(customers.total_spend)) over () as spend_share,
    avg(customers.average_order_value) as average_order_value,
    avg(purchases.probability_90d) as probability_90d,
    sum(purchases.probability_90d) as buyers_90d
from {{ ref('dim_customers') }} as customers
inner join {{ ref('customer_next_purchase') }} as purchases on customers.customer_id = purchases.customer_id
group by customers.rfm_segment
order by customers desc, customers.rfm_segment asc
