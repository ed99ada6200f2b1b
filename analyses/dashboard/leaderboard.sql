-- Validation decides, test reports: the two side by side.

select
    task,
    model_name,
    max(is_champion) as is_champion,
    max(primary_metric) as primary_metric,
    max(metric_value) filter (where split_name = 'validation') as validation_value,
    max(metric_value) filter (where split_name = 'test') as test_value
from {{ ref('model_leaderboard') }}
group by task, model_name
order by task desc, validation_value desc nulls last, model_name asc
