-- A customer's history as BG/NBD reads it: repeat purchases, their last, the time observed.

with split_customers as (

    select * from {{ ref('split_customers') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        split_customers.split_name,
        split_customers.as_of_date,
        split_customers.customer_id,
        split_customers.is_learned_from,
        split_customers.is_scored,
        customer_features.repeat_purchase_count,
        (customer_features.tenure_days - customer_features.days_since_last_purchase) / 7.0e0 as recency_weeks,
        customer_features.tenure_days / 7.0e0 as age_weeks
    from split_customers
    inner join customer_features
        on split_customers.customer_id = customer_features.customer_id
            and split_customers.as_of_date = customer_features.as_of_date

)

select * from final
