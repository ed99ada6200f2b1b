-- A customer's history as BG/NBD reads it: repeat purchases, their last, the time observed.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind = 'split'

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        customer_features.customer_id,
        customer_features.repeat_purchase_count,
        (customer_features.tenure_days - customer_features.days_since_last_purchase) / 7.0e0 as recency_weeks,
        customer_features.tenure_days / 7.0e0 as age_weeks
    from as_of_dates
    inner join customer_features on as_of_dates.as_of_date = customer_features.as_of_date

)

select * from final
