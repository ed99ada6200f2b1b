select
    metrics.metric_name,
    metrics.model_name,
    max(metrics.metric_value) filter (where metrics.split_name = 'validation') as validation_value,
    max(metrics.metric_value) filter (where metrics.split_name = 'test') as test_value
from {{ ref('business_metrics') }} as metrics
group by metrics.metric_name, metrics.model_name
having
    metrics.model_name = 'sales'
    or metrics.model_name in (
        select champions.model_name
        from {{ ref('model_leaderboard') }} as champions
        where champions.task = 'next_items' and champions.is_champion
    )
order by metrics.metric_name, metrics.model_name
