-- What customers are expected to spend, by how likely they stay away; the likeliest to come first.

select
    churn_band,
    count(*) as customers,
    {%- for horizon in value_horizons() %}
    sum(expected_spend_{{ horizon }}d) as expected_spend_{{ horizon }}d,
    {%- endfor %}
    avg(expected_order_value) as expected_order_value
from {{ ref('customer_value') }}
group by churn_band
order by min(churn_probability_{{ longest_horizon() }}d)
