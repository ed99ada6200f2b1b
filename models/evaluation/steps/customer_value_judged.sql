-- Each expected spend of the backtests beside what was spent, for the horizons that the sales cover.

with predictions as (

    select * from {{ ref('customer_value_predictions') }}
    where split_name in ('{{ timing_backtest_splits() | join("', '") }}')

),

outcomes as (

    select * from {{ ref('customer_spend_outcomes') }}

),

final as (

    select
        predictions.split_name,
        predictions.model_name,
        predictions.customer_id,
        {{ hash_bucket('predictions.customer_id', var('resampling_groups')) }} as resampling_group,
        predictions.horizon_days,
        predictions.expected_spend,
        predictions.expected_order_value,
        outcomes.purchase_count,
        cast(outcomes.spend as double) as spend,
        cast(sum(outcomes.spend) over everyone as double) / count(*) over everyone as mean_spend
    from predictions
    inner join outcomes
        on predictions.customer_id = outcomes.customer_id
            and predictions.as_of_date = outcomes.as_of_date
            and predictions.horizon_days = outcomes.horizon_days
    window everyone as (partition by predictions.split_name, predictions.model_name, predictions.horizon_days)

)

select * from final
