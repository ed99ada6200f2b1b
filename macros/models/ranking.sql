{% macro primary_metric(task) -%}
    {#- What decides between the candidates of a task; higher is better for both. -#}
    {{ return({'next_purchase': 'integrated_brier_skill', 'next_items': 'precision'}[task]) }}
{%- endmacro %}


{% macro ranking(task, metrics, slice, baseline) -%}
    {#- One row per split and candidate: the primary metric, the place, and the champion. -#}
with candidates as (

    {%- for name in candidate_models(task) %}
    select
        '{{ name }}' as model_name,
        {{ 1 if name == baseline else 0 }} as is_baseline
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

splits as (

    select 'validation' as split_name
    union
    select 'test'
    union
    select split_name from {{ ref(metrics) }}

),

measured as (

    select
        split_name,
        model_name,
        metric_value
    from {{ ref(metrics) }}
    where metric_name = '{{ primary_metric(task) }}' and {{ slice }}

),

ranked as (

    select
        splits.split_name,
        candidates.model_name,
        measured.metric_value,
        row_number() over (
            partition by splits.split_name
            order by measured.metric_value desc nulls last, candidates.is_baseline desc, candidates.model_name
        ) as model_rank
    from splits
    cross join candidates
    left join measured
        on splits.split_name = measured.split_name
        and candidates.model_name = measured.model_name

),

champion as (

    select model_name from ranked
    where split_name = 'validation' and model_rank = 1

),

final as (

    select
        '{{ task }}' as task,
        ranked.split_name,
        ranked.model_name,
        '{{ primary_metric(task) }}' as primary_metric,
        ranked.metric_value,
        cast(ranked.model_rank as integer) as model_rank,
        ranked.model_name = champion.model_name as is_champion
    from ranked
    cross join champion

)

select * from final
{%- endmacro %}
