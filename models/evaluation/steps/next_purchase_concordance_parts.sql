-- Harrell's concordance: of the pairs of whom one bought first, the share in which that one had the
-- higher probability. Each customer brings the pairs it stands in, on either side.

with ranked as (

    select * from {{ ref('next_purchase_concordance_ranked') }}

),

buyer_pairs as (

    select * from {{ ref('next_purchase_buyer_pairs') }}

),

-- All who did not buy come after every buyer, so that their pairs are with the other side as a whole.
counted as (

    select
        ranked.split_name,
        ranked.model_name,
        ranked.resampling_group,
        case
            when ranked.bought_after_days is null then ranked.buyers - ranked.buyers_below
            else ranked.others_below + buyer_pairs.pairs_right
        end as pairs_right,
        case
            when ranked.bought_after_days is null then ranked.buyers
            else ranked.others + buyer_pairs.pairs
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
