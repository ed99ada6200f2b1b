with parts as (

    select * from {{ ref('next_items_list_parts') }}
    union all
    select * from {{ ref('next_items_probability_parts') }}

),

coverage as (

    select * from {{ ref('next_items_coverage') }}

),

{{ resampled_metrics('parts', ['split_name', 'model_name', 'item_level', 'k']) }},

ceilings as (

    select
        split_name,
        model_name,
        item_level,
        k,
        metric_name,
        {{ exact_sum('best', most_digits=38) }} / nullif({{ exact_sum('denominator', most_digits=38) }}, 0)
            as ceiling_value
    from parts
    group by split_name, model_name, item_level, k, metric_name

),

every_metric as (

    select
        measured.split_name,
        measured.model_name,
        measured.item_level,
        measured.metric_name,
        measured.k,
        measured.metric_value,
        measured.ci_lower,
        measured.ci_upper,
        ceilings.ceiling_value,
        measured.customer_count
    from measured
    inner join ceilings
        on measured.split_name = ceilings.split_name
            and measured.model_name = ceilings.model_name
            and measured.item_level = ceilings.item_level
            and measured.k = ceilings.k
            and measured.metric_name = ceilings.metric_name
    union all
    select
        split_name,
        model_name,
        item_level,
        'coverage' as metric_name,
        k,
        metric_value,
        greatest(0, metric_value - half_width) as ci_lower,
        least(1, metric_value + half_width) as ci_upper,
        ceiling_value,
        customer_count
    from coverage

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        every_metric.split_name,
        every_metric.model_name,
        every_metric.item_level,
        every_metric.metric_name,
        every_metric.k,
        every_metric.metric_value,
        every_metric.ci_lower,
        every_metric.ci_upper,
        baseline.metric_value as baseline_value,
        every_metric.ceiling_value,
        every_metric.customer_count,
        sales_window.is_synthetic
    from every_metric
    cross join sales_window
    left join every_metric as baseline
        on every_metric.split_name = baseline.split_name
            and every_metric.item_level = baseline.item_level
            and every_metric.metric_name = baseline.metric_name
            and every_metric.k = baseline.k
            and baseline.model_name = 'popularity'

)

select * from final
