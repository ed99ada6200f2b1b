-- How many buyers to expect, and how many came of such a promise: the promise over the highest and the lowest
-- of promised over came, in the windows that the predicting model could be checked in.

with promised as (
    {% for horizon in all_horizons() %}
    select
        {{ horizon }} as horizon_days,
        model_name,
        sum(probability_{{ horizon }}d) as expected_buyers
    from {{ ref('customer_next_purchase') }}
    group by model_name
    {{ "union all" if not loop.last }}
    {% endfor %}
),

checked as (

    select
        model_name,
        horizon_days,
        count(*) as check_count,
        min(metric_value) as lowest_ratio,
        max(metric_value) as highest_ratio
    from {{ ref('next_purchase_metrics') }}
    where metric_name = 'predicted_to_actual' and metric_value > 0 and isfinite(metric_value)
    group by model_name, horizon_days

)

select
    promised.horizon_days,
    promised.expected_buyers,
    coalesce(checked.check_count, 0) as check_count,
    checked.lowest_ratio,
    checked.highest_ratio,
    floor(promised.expected_buyers / checked.highest_ratio) as buyers_from,
    ceil(promised.expected_buyers / checked.lowest_ratio) as buyers_to
from promised
left join checked
    on promised.model_name = checked.model_name
        and promised.horizon_days = checked.horizon_days
order by promised.horizon_days
