-- What the customers of the landmarks spent afterwards, day by day, as it was known by the split's date: the
-- answers that models of value learn. Days without a purchase have no row.

with landmarks as (

    select * from {{ ref('training_landmarks') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

final as (

    select
        landmarks.split_name,
        landmarks.customer_id,
        landmarks.as_of_date,
        {{ dbt.datediff('landmarks.as_of_date', 'purchases.purchase_date', 'day') }} as days_after,
        purchases.spend
    from landmarks
    inner join purchases
        on landmarks.customer_id = purchases.customer_id
            and landmarks.as_of_date < purchases.purchase_date
            and purchases.purchase_date <= least(
                {{ date_plus_days('landmarks.as_of_date', longest_value_horizon()) }}, landmarks.split_as_of_date
            )
            and {{ known_on('purchases', 'landmarks.split_as_of_date') }}

)

select * from final
