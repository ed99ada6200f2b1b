-- What a usual gap is as of each date, for those who have shown none of their own: over everybody known, so
-- not over the rows that are asked about.

with as_of_dates as (

    select distinct as_of_date from {{ ref('int_as_of_dates') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}
    where gap_days is not null

),

customer_gaps as (

    select
        purchases.customer_id,
        as_of_dates.as_of_date,
        median(cast(purchases.gap_days as double)) as median_gap_days
    from purchases
    inner join as_of_dates
        on purchases.purchase_date <= as_of_dates.as_of_date
            and {{ known_on('purchases', 'as_of_dates.as_of_date') }}
    group by purchases.customer_id, as_of_dates.as_of_date

),

final as (

    select
        as_of_date,
        median(median_gap_days) as shop_gap_days
    from customer_gaps
    group by as_of_date

)

select * from final
