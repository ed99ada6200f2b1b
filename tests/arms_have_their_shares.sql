-- Sample ratio: an experiment's arms have the customers that their shares promise. One experiment in a thousand
-- fails by chance; any other has lost customers of one arm, and its readout says nothing.
{{ config(severity='warn') }}

with counts as (

    select
        declarations.experiment_name,
        declarations.arm,
        declarations.share,
        count(assignments.customer_id) as customer_count
    from {{ ref('experiment_declarations') }} as declarations
    left join {{ ref('assignments') }} as assignments
        on declarations.experiment_name = assignments.experiment_name
            and declarations.arm = assignments.arm
    group by declarations.experiment_name, declarations.arm, declarations.share

),

expected as (

    select
        *,
        share * sum(customer_count) over (partition by experiment_name) as expected_count
    from counts

)

select
    experiment_name,
    sum(power(customer_count - expected_count, 2) / nullif(expected_count, 0)) as chi_square
from expected
group by experiment_name
having chi_square > {{ least_arm_ratio_chi_square('count(*)') }}
