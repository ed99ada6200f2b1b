-- What each contacted arm of an experiment that is over brought in each segment, or why that is not known: what
-- campaigns go by, the greatest first.

select
    experiment_name,
    arm,
    rfm_segment,
    customer_count,
    control_count,
    lift,
    lift_lower,
    lift_upper,
    refusal,
    refusal_ru
from {{ ref('segment_lifts') }}
order by experiment_name asc, arm asc, refusal is not null asc, lift desc, rfm_segment asc
