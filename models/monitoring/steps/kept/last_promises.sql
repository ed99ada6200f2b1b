-- How good the last publication said its models were: for each, the widest that its intervals span over all
-- windows that could be checked.

with published as (

    select * from {{ source('published', 'last_promises') }}
    where metric_name in ('predicted_to_actual', 'brier_score', 'brier_skill')

),

final as (

    select
        published.model_name,
        published.metric_name,
        published.horizon_days,
        count(*) as window_count,
        min(published.ci_lower) as promised_lower,
        max(published.ci_upper) as promised_upper
    from published
    inner join {{ ref('int_sales_window') }} as sales_window
        on published.is_synthetic = sales_window.is_synthetic
    group by published.model_name, published.metric_name, published.horizon_days

)

select * from final
