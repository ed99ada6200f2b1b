-- What each champion gained on its task's baseline in each window, by the primary metric and group of customers:
-- both are judged on the same customers.

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

final as (

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

)

select * from final
