-- What came after each as-of date; the answer side of training and of the backtests. The last day
-- of the sales ends what can be known.

with as_of_dates as (

    select
        as_of_date,
        max(last_sale_date) as last_sale_date
    from {{ ref('int_as_of_dates') }}
    group by as_of_date

),

purchases as (

    select
        customer_id,
        purchase_date,
        lead(purchase_date) over (partition by customer_id order by purchase_date) as next_purchase_date
    from {{ ref('int_purchases') }}

),

-- The last purchase until the date carries the answer: the purchase after it.
final as (

    select
        purchases.customer_id,
        as_of_dates.as_of_date,
        purchases.next_purchase_date,
        {{ dbt.datediff('as_of_dates.as_of_date', 'purchases.next_purchase_date', 'day') }}
            as days_to_next_purchase,
        {{ dbt.datediff('as_of_dates.as_of_date', 'as_of_dates.last_sale_date', 'day') }} as days_observed
    from purchases
    inner join as_of_dates
        on purchases.purchase_date <= as_of_dates.as_of_date
            and (
                purchases.next_purchase_date is null
                or purchases.next_purchase_date > as_of_dates.as_of_date
            )

)

select * from final
