-- The champion on the test window, at every horizon that the sales cover.

select
    metrics.metric_name,
    metrics.horizon_days,
    metrics.metric_value,
    metrics.ci_lower,
    metrics.ci_upper,
    metrics.baseline_value,
    metrics.ceiling_value,
    metrics.customer_count
from {{ ref('next_purchase_metrics') }} as metrics
inner join {{ ref('model_leaderboard') }} as champions
    on metrics.split_name = champions.split_name
        and metrics.model_name = champions.model_name
        and champions.task = 'next_purchase'
        and champions.is_champion
where metrics.split_name = 'test'
order by metrics.metric_name, metrics.horizon_days
