-- Within the horizons of probabilities: purchases expected by the probabilities that are served (a chance p is that of
-- one purchase or more where -ln(1 - p) are expected, and more where one brings the next), each at the customer's
-- credible mean spend. See docs/methods/credible_spend.md.

with probabilities as (

    select
        scores.split_name,
        scores.customer_id,
        scores.horizon_days,
        cast({{ cumulative_hazard('scores.probability') }} as double) * repeats.purchases_per_expected as expected_purchases
    from {{ ref('next_purchase_champion_scores') }} as scores
    inner join {{ ref('credible_spend_repeats') }} as repeats
        on scores.split_name = repeats.split_name
            and scores.horizon_days = repeats.horizon_days

),

levels as (

    select * from {{ ref('credible_spend_levels') }}

),

customers as (

    select
        split_customers.split_name,
        split_customers.as_of_date,
        split_customers.customer_id,
        {{ recency_bucket() }} as recency_bucket,
        (cast(features.total_spend as double) + levels.prior_purchases * levels.shop_mean_spend)
        / (features.purchase_count + levels.prior_purchases) as expected_order_value
    from {{ ref('split_customers') }} as split_customers
    inner join levels on split_customers.split_name = levels.split_name
    inner join {{ ref('customer_features') }} as features
        on split_customers.customer_id = features.customer_id
            and split_customers.as_of_date = features.as_of_date
    inner join {{ ref('survival_covariates') }} as covariates
        on split_customers.customer_id = covariates.customer_id
            and split_customers.as_of_date = covariates.as_of_date
    where split_customers.is_scored

),

final as (

    select
        customers.*,
        probabilities.horizon_days,
        probabilities.expected_purchases * customers.expected_order_value as expected_spend
    from customers
    inner join probabilities
        on customers.split_name = probabilities.split_name
            and customers.customer_id = probabilities.customer_id

)

select * from final
