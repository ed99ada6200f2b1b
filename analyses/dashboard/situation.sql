-- How many buyers to expect, from everybody's chance; nobody's where the export names no customers.

with days as (

    select
        max(sale_date) as as_of_date,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('fct_sales') }}

),

customers as (

    select
        count(*) as customers,
        coalesce(sum(probability_7d), 0) as buyers_7d,
        coalesce(sum(probability_30d), 0) as buyers_30d,
        coalesce(sum(probability_90d), 0) as buyers_90d
    from {{ ref('customer_next_purchase') }}

)

select
    days.as_of_date,
    days.is_synthetic,
    customers.*
from days
cross join customers
