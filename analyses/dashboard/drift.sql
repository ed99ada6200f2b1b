-- Of each night the feature that lies farthest, as it is judged.

select
    night,
    max_by(feature, distance) as feature,
    max(distance) as distance,
    any_value(threshold) as threshold,
    bool_or(is_drifted) as is_drifted
from {{ ref('feature_drift') }}
where distance is not null
group by night
order by night
