{% macro metric_value(numerator, denominator, form) -%}
    {#- A metric from its sums: `ratio`, its `root`, or its `complement` to 1; null where there is
        nothing to divide by. -#}
    case {{ form }}
        when 'root' then sqrt({{ numerator }} / nullif({{ denominator }}, 0))
        when 'complement' then 1 - {{ numerator }} / nullif({{ denominator }}, 0)
        else {{ numerator }} / nullif({{ denominator }}, 0)
    end
{%- endmacro %}


{% macro tweedie_deviance(actual, expected) -%}
    {#- The unit deviance of Tweedie's distribution with power 1.5, between Poisson's and Gamma's: of many who spend
        nothing and a few amounts that differ much. Least on average where `expected` is the mean. -#}
    4 * power(sqrt({{ actual }}) - sqrt({{ expected }}), 2) / nullif(sqrt({{ expected }}), 0)
{%- endmacro %}


{% macro resampled_metrics(parts, keys) -%}
    {#- The CTEs `measured` (value and 95 % interval of every metric) from the CTE `parts`, which has
        the keys, `metric_name`, `resampling_group`, `numerator`, `denominator`, `customer_count`. -#}
metric_definitions as (

    select * from {{ ref('metric_definitions') }}

),

resampling_weights as (

    select * from {{ ref('resampling_weights') }}

),

totals as (

    select
        {{ keys | join(', ') }},
        metric_name,
        {{ exact_sum('numerator', most_digits=38) }} as numerator,
        {{ exact_sum('denominator', most_digits=38) }} as denominator,
        cast(sum(customer_count) as bigint) as customer_count
    from {{ parts }}
    group by {{ keys | join(', ') }}, metric_name

),

replicate_totals as (

    select
        {% for key in keys -%}
        parts.{{ key }},
        {% endfor -%}
        parts.metric_name,
        resampling_weights.replicate,
        {{ exact_sum('parts.numerator * resampling_weights.weight', most_digits=38) }} as numerator,
        {{ exact_sum('parts.denominator * resampling_weights.weight', most_digits=38) }} as denominator
    from {{ parts }} as parts
    inner join resampling_weights on parts.resampling_group = resampling_weights.resampling_group
    group by all

),

intervals as (

    select
        {% for key in keys -%}
        replicate_totals.{{ key }},
        {% endfor -%}
        replicate_totals.metric_name,
        {% for name, share in [('ci_lower', 0.025), ('ci_upper', 0.975)] -%}
        percentile_cont({{ share }}) within group (
            order by {{ metric_value('replicate_totals.numerator', 'replicate_totals.denominator', 'metric_definitions.form') }}
        ) as {{ name }}{{ "," if not loop.last }}
        {% endfor %}
    from replicate_totals
    inner join metric_definitions on replicate_totals.metric_name = metric_definitions.metric_name
    group by all

),

measured as (

    select
        totals.*,
        metric_definitions.ceiling_value,
        {{ metric_value('totals.numerator', 'totals.denominator', 'metric_definitions.form') }} as metric_value,
        intervals.ci_lower,
        intervals.ci_upper
    from totals
    inner join metric_definitions on totals.metric_name = metric_definitions.metric_name
    inner join intervals
        on totals.metric_name = intervals.metric_name
        {%- for key in keys %}
        and totals.{{ key }} = intervals.{{ key }}
        {%- endfor %}

)
{%- endmacro %}


{% macro metrics_by_horizon(task) -%}
    {#- The end of a model: every metric of a task by horizon, beside its baseline and its ceiling, from the CTEs
        `parts` (see `resampled_metrics`) and `ceilings`. -#}
{{ resampled_metrics('parts', ['split_name', 'model_name', 'horizon_days']) }},

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        measured.split_name,
        measured.model_name,
        measured.metric_name,
        measured.horizon_days,
        measured.metric_value,
        measured.ci_lower,
        measured.ci_upper,
        baseline.metric_value as baseline_value,
        coalesce(measured.ceiling_value, ceilings.ceiling_value) as ceiling_value,
        measured.customer_count,
        sales_window.is_synthetic
    from measured
    cross join sales_window
    left join measured as baseline
        on measured.split_name = baseline.split_name
            and measured.metric_name = baseline.metric_name
            and measured.horizon_days = baseline.horizon_days
            and baseline.model_name = '{{ baseline_of(task) }}'
    left join ceilings
        on measured.split_name = ceilings.split_name
            and measured.model_name = ceilings.model_name
            and measured.metric_name = ceilings.metric_name
            and measured.horizon_days = ceilings.horizon_days

)

select * from final
{%- endmacro %}
