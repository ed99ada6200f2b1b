-- Harrell's concordance: of the pairs of whom one bought first, the share in which that one had the
-- higher probability. Each customer brings the pairs it stands in, on either side. Nobody is compared
-- with anybody: sorted by probability, those below are counted, and of equals a half.

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

-- All who did not buy come after every buyer, so that their pairs are with the other side as a whole.
ranked as (

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

),

-- The buyers' days are cut into stretches of two days, of four and so on, each with an earlier and a
-- later half. Whatever two days differ, at one length alone they lie in the two halves of one stretch:
-- so every pair of buyers is met, once.
half_lengths as (

    {%- for doublings in range(longest_horizon().bit_length()) %}
    select {{ 2 ** doublings }}.0e0 as half_days {{ "union all" if not loop.last }}
    {%- endfor %}

),

halves as (

    select
        ranked.split_name,
        ranked.model_name,
        ranked.customer_id,
        ranked.probability,
        half_lengths.half_days,
        floor(ranked.bought_after_days / (2 * half_lengths.half_days)) as stretch,
        floor(ranked.bought_after_days / half_lengths.half_days)
        > 2 * floor(ranked.bought_after_days / (2 * half_lengths.half_days)) as is_later
    from ranked
    cross join half_lengths
    where ranked.bought_after_days is not null

),

half_pairs as (

    select
        split_name,
        model_name,
        customer_id,
        is_later,
        count(case when is_later then 1 end) over stretches as later,
        count(case when not is_later then 1 end) over stretches as earlier,
        count(case when is_later then 1 end) over up_to_here
        - 0.5e0 * count(case when is_later then 1 end) over tied as later_below,
        count(case when not is_later then 1 end) over up_to_here
        - 0.5e0 * count(case when not is_later then 1 end) over tied as earlier_below
    from halves
    window
        stretches as (partition by split_name, model_name, half_days, stretch),
        up_to_here as (partition by split_name, model_name, half_days, stretch order by probability),
        tied as (partition by split_name, model_name, half_days, stretch, probability)

),

buyer_pairs as (

    select
        split_name,
        model_name,
        customer_id,
        sum(case when is_later then earlier - earlier_below else later_below end) as pairs_right,
        sum(case when is_later then earlier else later end) as pairs
    from half_pairs
    group by split_name, model_name, customer_id

),

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
