select
    as_of_date,
    horizon_days,
    metric_value,
    ci_lower,
    ci_upper,
    promised_lower,
    promised_upper,
    is_decayed
from {{ ref('decay') }}
where segment_kind = 'all' and metric_name = 'predicted_to_actual' and metric_value is not null
order by horizon_days, as_of_date
