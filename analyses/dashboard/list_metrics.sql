-- The champion's first ten places on the test window.

select
    metrics.item_level,
    metrics.metric_name,
    metrics.metric_value,
    metrics.ci_lower,
    metrics.ci_upper,
    metrics.baseline_value,
    metrics.ceiling_value,
    metrics.customer_count
from {{ ref('next_item_metrics') }} as metrics
inner join {{ ref('model_leaderboard') }} as champions
    on metrics.split_name = champions.split_name
        and metrics.model_name = champions.model_name
        and champions.task = 'next_items'
        and champions.is_champion
where metrics.split_name = 'test' and metrics.k = 10
order by metrics.metric_name, metrics.item_level
