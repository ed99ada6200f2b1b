-- What was promised: for each model and metric the widest that its intervals span, over all windows that the
-- last publication could check.

with last_promises as (

    select * from {{ ref('last_promises') }}
    where metric_name in ('predicted_to_actual', 'brier_score', 'brier_skill')

),

final as (

    select
        last_promises.model_name,
        last_promises.metric_name,
        last_promises.horizon_days,
        count(*) as window_count,
        min(last_promises.ci_lower) as promised_lower,
        max(last_promises.ci_upper) as promised_upper
    from last_promises
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_promises.is_synthetic = sales_window.is_synthetic
    group by last_promises.model_name, last_promises.metric_name, last_promises.horizon_days

)

select * from final
