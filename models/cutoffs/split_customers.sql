-- Whom the timing models of a split learn from, and whom they are scored for: everyone known, but
-- for the split `customer_holdout`, which learns from four fifths and scores the others.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'fold')

),

customers as (

    select
        customer_id,
        as_of_date,
        {{ is_left_out('customer_id') }} as is_left_out
    from {{ ref('known_customers') }}

),

final as (

    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        customers.customer_id,
        as_of_dates.role <> 'customer_holdout' or not customers.is_left_out as is_learned_from,
        as_of_dates.role <> 'customer_holdout' or customers.is_left_out as is_scored
    from as_of_dates
    inner join customers on as_of_dates.as_of_date = customers.as_of_date

)

select * from final
