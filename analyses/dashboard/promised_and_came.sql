-- The champion in every window it was judged on: did as many come as it promised?

select
    metrics.split_name,
    metrics.horizon_days,
    metrics.metric_value,
    metrics.ci_lower,
    metrics.ci_upper
from {{ ref('next_purchase_metrics') }} as metrics
inner join {{ ref('model_leaderboard') }} as champions
    on metrics.split_name = champions.split_name
        and metrics.model_name = champions.model_name
        and champions.task = 'next_purchase'
        and champions.is_champion
where metrics.metric_name = 'predicted_to_actual'
order by metrics.split_name, metrics.horizon_days
