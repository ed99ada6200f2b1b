-- Each prediction of the backtests beside what happened, for the horizons that the sales cover.

with predictions as (

    select * from {{ ref('next_purchase_predictions') }}
    where
        split_name in ('{{ timing_backtest_splits() | join("', '") }}')
        and horizon_days in ({{ scored_horizons() | join(', ') }})

),

outcomes as (

    select * from {{ ref('next_purchase_outcomes') }}

),

by_horizon as (

    select
        predictions.split_name,
        predictions.model_name,
        predictions.customer_id,
        {{ hash_bucket('predictions.customer_id', var('resampling_groups')) }} as resampling_group,
        predictions.horizon_days,
        predictions.probability,
        case when outcomes.days_to_next_purchase <= predictions.horizon_days then 1 else 0 end as has_bought
    from predictions
    inner join outcomes
        on predictions.customer_id = outcomes.customer_id
            and predictions.as_of_date = outcomes.as_of_date
    where outcomes.days_observed >= predictions.horizon_days

),

final as (

    select
        *,
        row_number() over (
            partition by split_name, model_name, horizon_days
            order by probability desc, customer_id asc
        ) as probability_rank,
        round(cast(
            sum(cast(probability as decimal(18, 12))) over (partition by split_name, model_name, horizon_days) as double
        )) as expected_buyer_count,
        avg(has_bought) over (partition by split_name, model_name, horizon_days) as buyer_share
    from by_horizon

)

select * from final
