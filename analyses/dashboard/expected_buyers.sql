{% for horizon in all_horizons() %}
select
    {{ horizon }} as horizon_days,
    coalesce(sum(probability_{{ horizon }}d), 0) as expected_buyers
from {{ ref('customer_next_purchase') }}
{{ "union all" if not loop.last }}
{% endfor %}
order by horizon_days
