-- Until when the sales are, and what everybody together may bring; nobody where the export names no customers.

with days as (

    select
        max(sale_date) as as_of_date,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('fct_sales') }}

),

customers as (

    select
        count(*) as customers,
        coalesce(sum(expected_revenue_90d), 0) as expected_revenue_90d
    from {{ ref('customer_next_purchase') }}

)

select
    days.as_of_date,
    days.is_synthetic,
    customers.*
from days
cross join customers
