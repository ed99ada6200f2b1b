-- Whoever is shown another arm's treatment, or is in no experiment of that name, makes the arms alike.
{{ config(severity='warn') }}

select
    exposures.experiment_name,
    exposures.customer_id,
    exposures.arm as shown_arm,
    assignments.arm as assigned_arm
from {{ ref('stg_exposures') }} as exposures
left join {{ ref('assignments') }} as assignments
    on exposures.experiment_name = assignments.experiment_name
        and exposures.customer_id = assignments.customer_id
where coalesce(assignments.arm, '') <> exposures.arm
