{% macro primary_metric(task) -%}
    {#- What decides between the families of a task; higher is better for each. -#}
    {{ return({
        'next_purchase': 'integrated_brier_skill',
        'next_items': 'precision',
        'customer_value': 'spend_skill',
    }[task]) }}
{%- endmacro %}


{% macro primary_slice(task) -%}
    {#- Which of a task's metrics decide: the longest scored horizon; lists of ten items; spend within the longest
        horizon of probabilities. -#}
    {{ return({
        'next_purchase': 'horizon_days = ' ~ (scored_horizons() | max),
        'next_items': "item_level = 'item' and k = 10",
        'customer_value': 'horizon_days = ' ~ longest_horizon(),
    }[task]) }}
{%- endmacro %}


{% macro ranking(task, metrics) -%}
    {#- One row per split and family: the primary metric and the place. -#}
with families as (

    {%- for name in families(task) %}
    select
        '{{ name }}' as model_name,
        {{ 1 if name == baseline_of(task) else 0 }} as is_baseline
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
    where metric_name = '{{ primary_metric(task) }}' and {{ primary_slice(task) }}

),

ranked as (

    select
        splits.split_name,
        families.model_name,
        measured.metric_value,
        row_number() over (
            partition by splits.split_name
            order by measured.metric_value desc nulls last, families.is_baseline desc, families.model_name
        ) as model_rank
    from splits
    cross join families
    left join measured
        on splits.split_name = measured.split_name
        and families.model_name = measured.model_name

),

final as (

    select
        '{{ task }}' as task,
        split_name,
        model_name,
        '{{ primary_metric(task) }}' as primary_metric,
        metric_value,
        cast(model_rank as integer) as model_rank
    from ranked

)

select * from final
-- Threads leave rows in any order, and that of a fit's rows is kept with it.
order by split_name, model_rank
{%- endmacro %}


{% macro champion(task) -%}
    {#- One row: the family that was best on validation among those whose predictions of today can be used, or
        the baseline where the sales are too few to learn from. Asked anew of the sales that a kept fit
        scores. -#}
with best as (

    select ranking.model_name
    from {{ ref(task ~ '_ranking') }} as ranking
    inner join {{ ref(task ~ '_health') }} as health
        on ranking.model_name = health.model_name
            and health.split_name = 'today'
            and health.is_healthy
    where ranking.split_name = 'validation'
    qualify row_number() over (order by ranking.model_rank) = 1

),

sufficiency as (

    select coalesce(bool_and(is_met), false) as is_sufficient
    from {{ ref('data_sufficiency') }}

),

final as (

    select
        '{{ task }}' as task,
        case when sufficiency.is_sufficient then best.model_name else '{{ baseline_of(task) }}' end as model_name
    from best
    cross join sufficiency

)

select * from final
{%- endmacro %}


{% macro champion_scores(task) -%}
    {#- A whole model: the predictions that people get, for every split: the champion's, or, where it is set aside,
        those of the next best on validation. -#}
with predictions as (

    select * from {{ ref(task ~ '_predictions') }}

),

champion as (

    select * from {{ ref(task ~ '_champion') }}

),

ranking as (

    select * from {{ ref(task ~ '_ranking') }}
    where split_name = 'validation'

),

health as (

    select * from {{ ref(task ~ '_health') }}
    where is_healthy

),

serving as (

    select
        health.split_name,
        health.model_name
    from health
    inner join ranking on health.model_name = ranking.model_name
    cross join champion
    qualify row_number() over (
        partition by health.split_name
        order by health.model_name = champion.model_name desc, ranking.model_rank asc
    ) = 1

),

final as (

    select predictions.*
    from predictions
    inner join serving
        on predictions.split_name = serving.split_name
            and predictions.model_name = serving.model_name

)

select * from final
{%- endmacro %}


{% macro healthy_predictions(task) -%}
    {#- A whole model: the scores of every family of a task, where they can be used. -#}
with scores as (

    {{ union_of_families(task, families(task).keys() | list) }}

),

health as (

    select * from {{ ref(task ~ '_health') }}
    where is_healthy

),

final as (

    select scores.*
    from scores
    inner join health
        on scores.model_name = health.model_name
            and scores.split_name = health.split_name

)

select * from final
{%- endmacro %}
