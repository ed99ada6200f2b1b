-- Everybody who may be called, likeliest within a month first, as the page finds, sorts and shows them; then whom
-- nobody calls, without chances, whose page tells what they have bought.

select
    customers.customer_id,
    {%- for horizon in all_horizons() %}
    purchases.probability_{{ horizon }}d,
    {%- endfor %}
    purchases.expected_revenue_90d,
    expected.expected_spend_365d,
    expected.expected_order_value,
    purchases.expected_next_purchase_date,
    purchases.expected_date_lower,
    purchases.expected_date_upper,
    purchases.reason,
    purchases.reason_ru,
    customers.rfm_segment,
    customers.recency_score,
    customers.frequency_score,
    customers.preferred_category,
    first_shown.category as shown_category,
    customers.preferred_metal,
    customers.town,
    customers.bonus_points,
    customers.first_purchase_date,
    customers.last_purchase_date,
    customers.purchase_count,
    customers.total_spend,
    customers.average_order_value,
    customers.median_gap_days,
    -- The fortnight of their usual gap, as the chart of gaps has it.
    cast(floor(customers.median_gap_days / 14.0) * 14 as integer) as gap_from_days
from {{ ref('dim_customers') }} as customers
left join {{ ref('customer_next_purchase') }} as purchases on customers.customer_id = purchases.customer_id
left join {{ ref('customer_value') }} as expected on customers.customer_id = expected.customer_id
left join {{ ref('customer_next_items') }} as first_shown
    on purchases.customer_id = first_shown.customer_id and first_shown.rank = 1
order by purchases.probability_30d desc nulls last, customers.customer_id asc
