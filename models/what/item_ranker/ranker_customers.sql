-- Whom each ranker has to do with: as of the split's own date those who get a list, and as of its training windows
-- those who then bought, since what is learned is what buyers choose.

with dates as (

    select * from {{ ref('ranker_dates') }}

),

listed_customers as (

    select * from {{ ref('listed_customers') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

label_buyers as (

    select distinct
        role,
        customer_id
    from {{ ref('label_sales') }}

),

final as (

    select
        dates.split_name,
        dates.role,
        dates.as_of_date,
        dates.is_training,
        customer_features.customer_id,
        customer_features.days_since_last_purchase,
        customer_features.purchase_count
    from dates
    inner join customer_features on dates.as_of_date = customer_features.as_of_date
    left join label_buyers
        on dates.role = label_buyers.role
            and customer_features.customer_id = label_buyers.customer_id
    left join listed_customers
        on dates.role = listed_customers.split_name
            and customer_features.customer_id = listed_customers.customer_id
    where coalesce(label_buyers.customer_id, listed_customers.customer_id) is not null

)

select * from final
