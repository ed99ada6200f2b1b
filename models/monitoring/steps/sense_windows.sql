-- How many bought in past windows as long as those that are predicted: customers known before, since
-- the predictions are of them alone. A window counts once 90 days of sales lie before it.

with purchases as (

    select * from {{ ref('int_purchases') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

first_purchases as (

    select
        customer_id,
        purchase_date as first_purchase_date
    from purchases
    where purchase_number = 1

),

windows as (

    select
        lengths.number as horizon_days,
        counter.number as window_number,
        {{ date_plus_days('sales_window.last_sale_date', '-1 * lengths.number * counter.number') }} as known_until,
        {{ date_plus_days('sales_window.last_sale_date', '-1 * lengths.number * (counter.number - 1)') }} as ends_on,
        sales_window.first_sale_date
    from sales_window
    cross join {{ number_table(1, longest_horizon()) }} as lengths
    cross join {{ number_table(1, 4) }} as counter
    where lengths.number in (30, 90)

),

bought as (

    select
        windows.horizon_days,
        windows.window_number,
        count(distinct purchases.customer_id) as buyer_count
    from windows
    inner join purchases
        on windows.known_until < purchases.purchase_date
            and windows.ends_on >= purchases.purchase_date
    inner join first_purchases
        on purchases.customer_id = first_purchases.customer_id
            and windows.known_until >= first_purchases.first_purchase_date
    group by windows.horizon_days, windows.window_number

),

final as (

    select
        windows.horizon_days,
        windows.window_number,
        coalesce(bought.buyer_count, 0) as buyer_count
    from windows
    left join bought
        on windows.horizon_days = bought.horizon_days
            and windows.window_number = bought.window_number
    where windows.known_until >= {{ date_plus_days('windows.first_sale_date', longest_horizon() - 1) }}

)

select * from final
