-- How far each champion is ahead of its task's baseline in each window, by the primary metric, with its
-- 95 % interval: both are judged on the same customers, so these are drawn together.

with champions as (

    {%- for task in ['next_purchase', 'next_items'] %}
    select
        task,
        model_name,
        '{{ baseline_of(task) }}' as baseline_name
    from {{ ref(task ~ '_champion') }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

parts as (

    {%- for task, parts, gain in [
        ('next_purchase', 'next_purchase_integrated_parts', '-numerator'),
        ('next_items', 'next_items_list_parts', 'numerator'),
    ] %}
    select
        '{{ task }}' as task,
        split_name,
        model_name,
        resampling_group,
        {{ gain }} as gain,  -- more is better
        denominator
    from {{ ref(parts) }}
    -- The customers that were left out to be judged share the window of `test`.
    where
        metric_name = '{{ primary_metric(task) }}'
        and {{ primary_slice(task) }}
        and split_name <> 'customer_holdout'
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

paired as (

    select
        parts.task,
        parts.split_name,
        parts.resampling_group,
        parts.gain - baseline.gain as gain,
        parts.denominator
    from champions
    inner join parts
        on champions.task = parts.task
            and champions.model_name = parts.model_name
    inner join parts as baseline
        on parts.task = baseline.task
            and champions.baseline_name = baseline.model_name
            and parts.split_name = baseline.split_name
            and parts.resampling_group = baseline.resampling_group

),

leads as (

    select
        task,
        split_name,
        {{ exact_sum('gain', most_digits=38) }} / nullif({{ exact_sum('denominator', most_digits=38) }}, 0) as lead_value
    from paired
    group by task, split_name

),

replicates as (

    select
        paired.task,
        paired.split_name,
        resampling_weights.replicate,
        {{ exact_sum('paired.gain * resampling_weights.weight', most_digits=38) }}
        / nullif({{ exact_sum('paired.denominator * resampling_weights.weight', most_digits=38) }}, 0) as lead_value
    from paired
    inner join {{ ref('resampling_weights') }} as resampling_weights
        on paired.resampling_group = resampling_weights.resampling_group
    group by paired.task, paired.split_name, resampling_weights.replicate

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
