-- The champion in every window it was judged on, at every horizon that the sales cover.

with windows as (

    select
        split_name,
        max(as_of_date) as as_of_date
    from {{ ref('next_purchase_backtest') }}
    group by split_name

)

select
    metrics.split_name,
    windows.as_of_date,
    metrics.metric_name,
    metrics.horizon_days,
    metrics.metric_value,
    metrics.ci_lower,
    metrics.ci_upper,
    metrics.baseline_value,
    metrics.ceiling_value,
    metrics.customer_count
from {{ ref('next_purchase_metrics') }} as metrics
inner join {{ ref('model_leaderboard') }} as champions
    on metrics.split_name = champions.split_name
        and metrics.model_name = champions.model_name
        and champions.task = 'next_purchase'
        and champions.is_champion
left join windows on metrics.split_name = windows.split_name
order by metrics.split_name, metrics.metric_name, metrics.horizon_days
