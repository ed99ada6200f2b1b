-- Each judged customer among all others by probability: how many of who buys, and of who does not, are below.
-- Nobody is compared with anybody: sorted by probability, those below are counted, and of equals a half.

with judged as (

    select
        predictions.split_name,
        predictions.model_name,
        predictions.customer_id,
        {{ hash_bucket('predictions.customer_id', var('resampling_groups')) }} as resampling_group,
        predictions.probability,
        case
            when outcomes.days_to_next_purchase <= {{ longest_horizon() }} then outcomes.days_to_next_purchase
        end as bought_after_days
    from {{ ref('next_purchase_predictions') }} as predictions
    inner join {{ ref('next_purchase_outcomes') }} as outcomes
        on predictions.customer_id = outcomes.customer_id
            and predictions.as_of_date = outcomes.as_of_date
    where
        predictions.split_name in ('{{ timing_backtest_splits() | join("', '") }}')
        and predictions.horizon_days = {{ longest_horizon() }}
        and outcomes.days_observed >= {{ longest_horizon() }}

),

final as (

    select
        *,
        count(bought_after_days) over everyone as buyers,
        count(*) over everyone - count(bought_after_days) over everyone as others,
        count(bought_after_days) over up_to_here - 0.5e0 * count(bought_after_days) over tied as buyers_below,
        count(*) over up_to_here - count(bought_after_days) over up_to_here
        - 0.5e0 * (count(*) over tied - count(bought_after_days) over tied) as others_below
    from judged
    window
        everyone as (partition by split_name, model_name),
        up_to_here as (partition by split_name, model_name order by probability),
        tied as (partition by split_name, model_name, probability)

)

select * from final
