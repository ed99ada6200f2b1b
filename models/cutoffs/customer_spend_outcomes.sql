-- What everyone known as of a backtest's date spent in the windows after it, for those that the sales cover to
-- their end. Counted is what had not been taken back when the longest horizon of probabilities, or the window
-- itself where it is longer, had closed.

with as_of_dates as (

    select distinct
        as_of_date,
        last_sale_date
    from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'fold') and role <> 'today'

),

windows as (

    select
        as_of_dates.as_of_date,
        horizons.horizon_days,
        {{ date_plus_days('as_of_dates.as_of_date', 'horizons.horizon_days') }} as last_day,
        least(
            {{ date_plus_days('as_of_dates.as_of_date', 'greatest(horizons.horizon_days, ' ~ longest_horizon() ~ ')') }},
            as_of_dates.last_sale_date
        ) as settled_on
    from as_of_dates
    cross join {{ value_horizon_table() }} as horizons
    where {{ dbt.datediff('as_of_dates.as_of_date', 'as_of_dates.last_sale_date', 'day') }} >= horizons.horizon_days

),

known_customers as (

    select * from {{ ref('known_customers') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

final as (

    select
        known_customers.customer_id,
        windows.as_of_date,
        windows.horizon_days,
        count(purchases.purchase_date) as purchase_count,
        cast(coalesce(sum(purchases.spend), 0) as decimal(18, 2)) as spend
    from windows
    inner join known_customers on windows.as_of_date = known_customers.as_of_date
    left join purchases
        on known_customers.customer_id = purchases.customer_id
            and windows.as_of_date < purchases.purchase_date
            and windows.last_day >= purchases.purchase_date
            and {{ known_on('purchases', 'windows.settled_on') }}
    group by known_customers.customer_id, windows.as_of_date, windows.horizon_days

)

select * from final
