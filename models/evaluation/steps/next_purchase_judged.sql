-- Each prediction of the backtests beside what happened, for the horizons that the sales cover.

with backtest as (

    select * from {{ ref('next_purchase_backtest') }}

),

outcomes as (

    select * from {{ ref('next_purchase_outcomes') }}

),

joined as (

    select
        backtest.*,
        outcomes.days_to_next_purchase,
        outcomes.days_observed,
        {{ hash_bucket('backtest.customer_id', var('resampling_groups')) }} as resampling_group
    from backtest
    inner join outcomes
        on backtest.customer_id = outcomes.customer_id
            and backtest.as_of_date = outcomes.as_of_date

),

by_horizon as (

    {%- for horizon in scored_horizons() %}
    select
        split_name,
        model_name,
        customer_id,
        resampling_group,
        {{ horizon }} as horizon_days,
        probability_{{ horizon }}d as probability,
        case when days_to_next_purchase <= {{ horizon }} then 1 else 0 end as has_bought
    from joined
    where days_observed >= {{ horizon }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        *,
        row_number() over (
            partition by split_name, model_name, horizon_days
            order by probability desc, customer_id asc
        ) as probability_rank,
        round(sum(probability) over (partition by split_name, model_name, horizon_days)) as expected_buyer_count,
        avg(has_bought) over (partition by split_name, model_name, horizon_days) as buyer_share
    from by_horizon

)

select * from final
