-- Who is scored, as of each night: how long ago customers last bought, and how often they have. A large
-- shop is sampled, the same customers on every night.

{% set most_customers = 20000 -%}

with purchases as (

    select * from {{ ref('int_purchases') }}

),

nights as (

    select night as as_of_date from {{ ref('monitored_nights') }}
    union
    select reference_end as as_of_date from {{ ref('monitored_nights') }}

),

sampled as (

    select customer_id
    from (select distinct customer_id from purchases) as customers
    qualify row_number() over (order by md5(customer_id), customer_id) <= {{ most_customers }}

),

customers as (

    select
        nights.as_of_date,
        purchases.customer_id,
        count(*) as purchase_count,
        {{ dbt.datediff('max(purchases.purchase_date)', 'nights.as_of_date', 'day') }} as days_since_last_purchase
    from sampled
    inner join purchases on sampled.customer_id = purchases.customer_id
    inner join nights
        on purchases.purchase_date <= nights.as_of_date
            and {{ known_on('purchases', 'nights.as_of_date') }}
    group by nights.as_of_date, purchases.customer_id

),

binned as (

    select
        as_of_date,
        'purchase_count' as feature,
        case when purchase_count >= 5 then '5 or more' else cast(purchase_count as varchar) end as bin
    from customers
    union all
    select
        as_of_date,
        'days_since_last_purchase' as feature,
        case
            when days_since_last_purchase <= 30 then 'within 30 days'
            when days_since_last_purchase <= 90 then '31 to 90 days'
            when days_since_last_purchase <= 180 then '91 to 180 days'
            when days_since_last_purchase <= 365 then '181 to 365 days'
            else 'longer ago'
        end as bin
    from customers

),

final as (

    select
        as_of_date,
        feature,
        bin,
        count(*) as row_count
    from binned
    group by as_of_date, feature, bin

)

select * from final
