-- Everybody, likeliest first, with the first three items of the list in one cell, a line each.

with lists as (

    select
        customer_id,
        string_agg(item_name, chr(10) order by rank) as items
    from {{ ref('customer_next_items') }}
    where rank <= 3
    group by customer_id

)

select
    purchases.customer_id,
    customers.rfm_segment,
    purchases.probability_7d,
    purchases.probability_30d,
    purchases.probability_90d,
    purchases.expected_next_purchase_date,
    purchases.expected_date_lower,
    purchases.expected_date_upper,
    purchases.reason,
    lists.items,
    customers.preferred_category,
    customers.last_purchase_date,
    customers.purchase_count,
    customers.total_spend
from {{ ref('customer_next_purchase') }} as purchases
inner join {{ ref('dim_customers') }} as customers on purchases.customer_id = customers.customer_id
left join lists on purchases.customer_id = lists.customer_id
order by purchases.probability_30d desc, purchases.customer_id asc
