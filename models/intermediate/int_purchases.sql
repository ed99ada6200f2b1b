-- A purchase is all that a customer bought on one day: exports hold no receipt number.

with sales as (

    select * from {{ ref('int_sales') }}
    where customer_id is not null

),

purchases as (

    select
        customer_id,
        sale_date as purchase_date,
        count(*) as item_count,
        cast(sum(price) as decimal(18, 2)) as spend,
        cast(sum(case when is_trade_in then 1 else 0 end) as bigint) as trade_in_count
    from sales
    group by customer_id, sale_date

),

final as (

    select
        *,
        row_number() over customer_history as purchase_number,
        {{ dbt.datediff('lag(purchase_date) over customer_history', 'purchase_date', 'day') }} as gap_days
    from purchases
    window customer_history as (partition by customer_id order by purchase_date)

)

select * from final
