-- What came after each as-of date, as it had settled by a later day: a purchase that was taken back by
-- then is none. A split learns from what had settled by its own date, and is judged by what had settled
-- when its longest window closed; the last day of the sales ends what can be known.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

known as (

    select * from {{ ref('known_customers') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

settled_days as (

    select
        as_of_date,
        least({{ date_plus_days('as_of_date', longest_horizon()) }}, last_sale_date) as settled_on
    from as_of_dates
    union
    select
        landmarks.as_of_date,
        splits.as_of_date as settled_on
    from as_of_dates as landmarks
    inner join as_of_dates as splits
        on landmarks.kind = 'landmark'
            and splits.kind in ('split', 'fold')
            and landmarks.as_of_date < splits.as_of_date
            and splits.as_of_date < {{ date_plus_days('landmarks.as_of_date', longest_horizon()) }}

),

final as (

    select
        known.customer_id,
        known.as_of_date,
        settled_days.settled_on,
        min(purchases.purchase_date) as next_purchase_date
    from known
    inner join settled_days on known.as_of_date = settled_days.as_of_date
    left join purchases
        on known.customer_id = purchases.customer_id
            and known.as_of_date < purchases.purchase_date
            and {{ known_on('purchases', 'settled_days.settled_on') }}
    group by known.customer_id, known.as_of_date, settled_days.settled_on

)

select * from final
