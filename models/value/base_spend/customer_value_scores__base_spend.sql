-- The baseline of value: what the customers of the same group of recency spent on average, and what the customer's
-- own purchases have come to so far.

with customers as (

    select
        split_customers.split_name,
        split_customers.as_of_date,
        split_customers.customer_id,
        features.average_order_value,
        {{ recency_bucket() }} as recency_bucket
    from {{ ref('split_customers') }} as split_customers
    inner join {{ ref('survival_covariates') }} as covariates
        on split_customers.customer_id = covariates.customer_id
            and split_customers.as_of_date = covariates.as_of_date
    inner join {{ ref('customer_features') }} as features
        on split_customers.customer_id = features.customer_id
            and split_customers.as_of_date = features.as_of_date
    where split_customers.is_scored

),

curves as (

    select * from {{ ref('base_spend_curves') }}

),

final as (

    select
        customers.split_name,
        customers.as_of_date,
        customers.customer_id,
        horizons.horizon_days,
        coalesce(of_group.expected_spend, of_everyone.expected_spend, 0) as expected_spend,
        customers.average_order_value as expected_order_value
    from customers
    cross join {{ value_horizon_table() }} as horizons
    left join curves as of_group
        on customers.split_name = of_group.split_name
            and customers.recency_bucket = of_group.recency_bucket
            and horizons.horizon_days = of_group.horizon_days
    left join curves as of_everyone
        on customers.split_name = of_everyone.split_name
            and of_everyone.recency_bucket = 'everyone'
            and horizons.horizon_days = of_everyone.horizon_days

)

select * from final
