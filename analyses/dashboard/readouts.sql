-- What each arm of each experiment brought beside its control, the metric that decides first; without a metric where
-- nothing can be read yet. Where nobody was noted as shown anything, nobody kept a log: how many were reached is not known.

with logs as (

    select
        experiment_name,
        max(shown_count) > 0 as is_kept
    from {{ ref('readout') }}
    group by experiment_name

),

arms as (

    select
        experiment_name,
        arm,
        count(*) as customers
    from {{ ref('assignments') }}
    where arm not in ('control', 'hold_out')
    group by experiment_name, arm

)

select
    arms.experiment_name,
    arms.arm,
    readout.metric_name,
    readout.is_final,
    readout.interval_kind,
    readout.read_until,
    arms.customers,
    case when logs.is_kept then readout.shown_count end as shown_count,
    readout.lift,
    readout.lift_lower,
    readout.lift_upper
from arms
left join {{ ref('readout') }} as readout
    on arms.experiment_name = readout.experiment_name
        and arms.arm = readout.arm
left join logs on arms.experiment_name = logs.experiment_name
order by arms.experiment_name asc, arms.arm asc, readout.is_primary desc, readout.metric_name asc
