-- A purchase is all that a customer bought on one day: exports hold no receipt number. What is taken
-- back is no purchase from that day on and was one before, so a customer's history has a version for
-- each span of days between returns; nearly all customers have one.

with sales as (

    select * from {{ ref('int_sales') }}
    where customer_id is not null

),

version_starts as (

    select
        customer_id,
        cast('0001-01-01' as date) as known_from
    from sales
    union
    select
        customer_id,
        taken_back_on as known_from
    from sales
    where taken_back_on is not null

),

versions as (

    select
        customer_id,
        known_from,
        coalesce(
            lead(known_from) over (partition by customer_id order by known_from),
            cast('9999-12-31' as date)
        ) as known_until
    from version_starts

),

purchases as (

    select
        versions.customer_id,
        versions.known_from,
        versions.known_until,
        sales.sale_date as purchase_date,
        count(*) as item_count,
        cast(sum(sales.price) as decimal(18, 2)) as spend,
        cast(sum(case when sales.is_trade_in then 1 else 0 end) as bigint) as trade_in_count
    from versions
    inner join sales
        on versions.customer_id = sales.customer_id
            and {{ stands_on('sales', 'versions.known_from') }}
    group by versions.customer_id, versions.known_from, versions.known_until, sales.sale_date

),

final as (

    select
        *,
        row_number() over customer_history as purchase_number,
        {{ dbt.datediff('lag(purchase_date) over customer_history', 'purchase_date', 'day') }} as gap_days
    from purchases
    window customer_history as (partition by customer_id, known_from order by purchase_date)

)

select * from final
