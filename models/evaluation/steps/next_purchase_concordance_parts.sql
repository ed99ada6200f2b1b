-- Harrell's concordance: of the pairs of whom one bought first, the share in which that one had the
-- higher probability. Each customer brings the pairs it stands in, on either side. Buyers are
-- compared with each other pair by pair; those who did not buy only by rank, since all of them
-- come after every buyer.

with judged as (

    select
        backtest.split_name,
        backtest.model_name,
        backtest.customer_id,
        {{ hash_bucket('backtest.customer_id', var('resampling_groups')) }} as resampling_group,
        backtest.probability_{{ longest_horizon() }}d as probability,
        case
            when outcomes.days_to_next_purchase <= {{ longest_horizon() }} then outcomes.days_to_next_purchase
        end as bought_after_days
    from {{ ref('next_purchase_backtest') }} as backtest
    inner join {{ ref('next_purchase_outcomes') }} as outcomes
        on backtest.customer_id = outcomes.customer_id
            and backtest.as_of_date = outcomes.as_of_date
    where outcomes.days_observed >= {{ longest_horizon() }}

),

ranked as (

    select
        *,
        count(*) over everyone as customers,
        count(bought_after_days) over everyone as buyers,
        count(*) over up_to_here - 0.5e0 * count(*) over tied as customers_below,
        count(bought_after_days) over everyone - count(bought_after_days) over up_to_here
        + 0.5e0 * count(bought_after_days) over tied as buyers_above
    from judged
    window
        everyone as (partition by split_name, model_name),
        up_to_here as (partition by split_name, model_name order by probability),
        tied as (partition by split_name, model_name, probability)

),

buyers as (

    select * from ranked
    where bought_after_days is not null

),

buyer_pairs as (

    select
        buyers.split_name,
        buyers.model_name,
        buyers.customer_id,
        sum(case when others.bought_after_days <= buyers.bought_after_days then 1 else 0 end) as not_later,
        sum(case when others.bought_after_days < buyers.bought_after_days then 1 else 0 end) as earlier,
        sum(case
            when others.bought_after_days > buyers.bought_after_days then 0.0e0
            when others.probability < buyers.probability then 1
            when others.probability = buyers.probability then 0.5e0
            else 0
        end) as not_later_below,
        sum(case
            when others.bought_after_days >= buyers.bought_after_days then 0.0e0
            when others.probability > buyers.probability then 1
            when others.probability = buyers.probability then 0.5e0
            else 0
        end) as earlier_above
    from buyers
    inner join buyers as others
        on buyers.split_name = others.split_name
            and buyers.model_name = others.model_name
    group by buyers.split_name, buyers.model_name, buyers.customer_id

),

counted as (

    select
        ranked.split_name,
        ranked.model_name,
        ranked.resampling_group,
        case
            when ranked.bought_after_days is null then ranked.buyers_above
            else ranked.customers_below - buyer_pairs.not_later_below + buyer_pairs.earlier_above
        end as pairs_right,
        case
            when ranked.bought_after_days is null then ranked.buyers
            else ranked.customers - buyer_pairs.not_later + buyer_pairs.earlier
        end as pairs
    from ranked
    left join buyer_pairs
        on ranked.split_name = buyer_pairs.split_name
            and ranked.model_name = buyer_pairs.model_name
            and ranked.customer_id = buyer_pairs.customer_id

),

final as (

    select
        split_name,
        model_name,
        'concordance' as metric_name,
        {{ longest_horizon() }} as horizon_days,
        resampling_group,
        count(*) as customer_count,
        sum(pairs_right) as numerator,
        cast(sum(pairs) as double) as denominator
    from counted
    group by split_name, model_name, resampling_group

)

select * from final
