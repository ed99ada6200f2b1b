-- What came after each as-of date, as it had settled when the longest window closed: the answers of the
-- backtests. The last day of the sales ends what can be known.

with as_of_dates as (

    select
        as_of_date,
        max(last_sale_date) as last_sale_date
    from {{ ref('int_as_of_dates') }}
    group by as_of_date

),

next_purchases as (

    select * from {{ ref('next_purchases') }}

),

final as (

    select
        next_purchases.customer_id,
        next_purchases.as_of_date,
        next_purchases.next_purchase_date,
        {{ dbt.datediff('next_purchases.as_of_date', 'next_purchases.next_purchase_date', 'day') }}
            as days_to_next_purchase,
        {{ dbt.datediff('next_purchases.as_of_date', 'as_of_dates.last_sale_date', 'day') }} as days_observed
    from next_purchases
    inner join as_of_dates
        on next_purchases.as_of_date = as_of_dates.as_of_date
            and next_purchases.settled_on = least(
                {{ date_plus_days('as_of_dates.as_of_date', longest_horizon()) }}, as_of_dates.last_sale_date
            )

)

select * from final
