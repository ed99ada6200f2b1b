with parts as (

    select * from {{ ref('customer_value_parts') }}

),

ceilings as (

    select * from {{ ref('customer_value_ceilings') }}

),

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
            and baseline.model_name = '{{ baseline_of("customer_value") }}'
    left join ceilings
        on measured.split_name = ceilings.split_name
            and measured.model_name = ceilings.model_name
            and measured.metric_name = ceilings.metric_name
            and measured.horizon_days = ceilings.horizon_days

)

select * from final
