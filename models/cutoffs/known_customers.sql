-- Who is known as of each date: everyone with a purchase by then that had not been taken back by then.

with as_of_dates as (

    select distinct as_of_date from {{ ref('int_as_of_dates') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

final as (

    select
        purchases.customer_id,
        as_of_dates.as_of_date
    from purchases
    inner join as_of_dates
        on purchases.purchase_date <= as_of_dates.as_of_date
            and {{ known_on('purchases', 'as_of_dates.as_of_date') }}
    group by purchases.customer_id, as_of_dates.as_of_date

)

select * from final
