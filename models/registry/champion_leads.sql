-- How far each champion is ahead of its task's baseline in each window, by the primary metric, with its
-- 95 % interval: both are judged on the same customers, so these are drawn together.

with gains as (

    select * from {{ ref('champion_gains') }}

),

leads as (

    select
        task,
        split_name,
        {{ exact_sum('gain', most_digits=38) }} / nullif({{ exact_sum('denominator', most_digits=38) }}, 0) as lead_value
    from gains
    group by task, split_name

),

replicates as (

    select
        gains.task,
        gains.split_name,
        resampling_weights.replicate,
        {{ exact_sum('gains.gain * resampling_weights.weight', most_digits=38) }}
        / nullif({{ exact_sum('gains.denominator * resampling_weights.weight', most_digits=38) }}, 0) as lead_value
    from gains
    inner join {{ ref('resampling_weights') }} as resampling_weights
        on gains.resampling_group = resampling_weights.resampling_group
    group by gains.task, gains.split_name, resampling_weights.replicate

),

intervals as (

    select
        task,
        split_name,
        percentile_cont(0.025) within group (order by lead_value) as ci_lower,
        percentile_cont(0.975) within group (order by lead_value) as ci_upper
    from replicates
    group by task, split_name

),

final as (

    select
        leads.task,
        leads.split_name,
        leads.lead_value,
        intervals.ci_lower,
        intervals.ci_upper
    from leads
    inner join intervals
        on leads.task = intervals.task
            and leads.split_name = intervals.split_name

)

select * from final
