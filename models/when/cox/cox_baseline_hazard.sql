select
    split_name,
    day,
    value as cumulative_hazard
from {{ ref('cox_fit') }}
where part = 'baseline_hazard'
