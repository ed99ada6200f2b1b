-- The metrics of a probability, as sums over a group of customers: value = numerator / denominator.

with judged as (

    select * from {{ ref('next_purchase_judged') }}

),

-- AUC counts pairs of a buyer and a non-buyer; each customer brings the pairs it stands in.
with_pairs as (

    select
        *,
        case when probability >= 0.5 then 1 else 0 end as in_confident_list,
        case when probability_rank <= expected_buyer_count then 1 else 0 end as in_expected_list,
        sum(has_bought) over everyone as buyers,
        sum(1 - has_bought) over everyone as others,
        sum(has_bought) over up_to_here as buyers_up_to_here,
        sum(1 - has_bought) over up_to_here as others_up_to_here,
        sum(has_bought) over tied as buyers_tied,
        sum(1 - has_bought) over tied as others_tied
    from judged
    window
        everyone as (partition by split_name, model_name, horizon_days),
        up_to_here as (partition by split_name, model_name, horizon_days order by probability),
        tied as (partition by split_name, model_name, horizon_days, probability)

),

grouped as (

    select
        split_name,
        model_name,
        horizon_days,
        resampling_group,
        count(*) as customers,
        sum(has_bought) as bought,
        {{ exact_sum('probability') }} as expected,
        {{ exact_sum('power(probability - has_bought, 2)') }} as squared_error,
        {{ exact_sum('power(buyer_share - has_bought, 2)') }} as base_rate_squared_error,
        sum(in_confident_list) as confident_listed,
        sum(in_confident_list * has_bought) as confident_hits,
        sum(in_confident_list + has_bought) / 2.0e0 as confident_f1_size,
        sum(in_expected_list) as expected_listed,
        sum(in_expected_list * has_bought) as expected_hits,
        sum(in_expected_list + has_bought) / 2.0e0 as expected_f1_size,
        sum(case
            when has_bought = 1 then others_up_to_here - 0.5e0 * others_tied
            else buyers - buyers_up_to_here + 0.5e0 * buyers_tied
        end) as pairs_right,
        sum(case when has_bought = 1 then others else buyers end) as pairs
    from with_pairs
    group by split_name, model_name, horizon_days, resampling_group

),

final as (

    {%- set parts = [
        ('auc', 'pairs_right', 'pairs'),
        ('brier_score', 'squared_error', 'customers'),
        ('brier_skill', 'squared_error', 'base_rate_squared_error'),
        ('predicted_to_actual', 'expected', 'bought'),
        ('precision_confident', 'confident_hits', 'confident_listed'),
        ('recall_confident', 'confident_hits', 'bought'),
        ('f1_confident', 'confident_hits', 'confident_f1_size'),
        ('precision_expected', 'expected_hits', 'expected_listed'),
        ('recall_expected', 'expected_hits', 'bought'),
        ('f1_expected', 'expected_hits', 'expected_f1_size'),
    ] %}
    {%- for metric, numerator, denominator in parts %}
    select
        split_name,
        model_name,
        '{{ metric }}' as metric_name,
        horizon_days,
        resampling_group,
        customers as customer_count,
        cast({{ numerator }} as double) as numerator,
        cast({{ denominator }} as double) as denominator
    from grouped
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
