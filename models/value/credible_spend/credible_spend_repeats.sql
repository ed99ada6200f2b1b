-- Purchases of those who bought, over what their probabilities let expect of a buyer, -ln(1 - p) / p: above 1 where one
-- purchase brings the next. Learned from the windows that had closed and settled by the split's date, leaning on 1 as
-- if by 50 purchases. See docs/methods/credible_spend.md.

{% set prior_purchases = 50 -%}

with split_customers as (

    select * from {{ ref('split_customers') }}
    where is_learned_from

),

-- The customers that were left out to be judged share the window of `test`.
buyers as (

    select
        scores.as_of_date,
        scores.customer_id,
        scores.horizon_days,
        outcomes.purchase_count,
        {{ cumulative_hazard('scores.probability') }} / scores.probability as expected_purchases
    from {{ ref('next_purchase_champion_scores') }} as scores
    inner join {{ ref('customer_spend_outcomes') }} as outcomes
        on scores.customer_id = outcomes.customer_id
            and scores.as_of_date = outcomes.as_of_date
            and scores.horizon_days = outcomes.horizon_days
    where scores.split_name <> 'customer_holdout' and outcomes.purchase_count > 0 and scores.probability > 0

),

learned as (

    select
        split_customers.split_name,
        buyers.horizon_days,
        cast(sum(buyers.purchase_count) as double) as purchase_count,
        {{ exact_sum('buyers.expected_purchases', most_digits=38) }} as expected_purchases
    from split_customers
    inner join buyers
        on split_customers.customer_id = buyers.customer_id
            and split_customers.as_of_date >= {{ date_plus_days('buyers.as_of_date', longest_horizon()) }}
    group by split_customers.split_name, buyers.horizon_days

),

splits as (

    select distinct split_name from split_customers

),

-- No horizon brings fewer purchases than a shorter one.
final as (

    select
        splits.split_name,
        horizons.horizon_days,
        max(
            (coalesce(learned.purchase_count, 0) + {{ prior_purchases }})
            / (coalesce(learned.expected_purchases, 0) + {{ prior_purchases }})
        ) over (partition by splits.split_name order by horizons.horizon_days) as purchases_per_expected
    from splits
    cross join {{ value_horizon_table() }} as horizons
    left join learned
        on splits.split_name = learned.split_name
            and horizons.horizon_days = learned.horizon_days
    where horizons.horizon_days <= {{ longest_horizon() }}

)

select * from final
order by split_name, horizon_days
