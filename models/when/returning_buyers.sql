-- How many of those who are known come back for so many purchases by old customers: somebody who comes twice in a
-- window is one buyer, and who came first after its start was not known. Counted over the landmarks whose window had
-- closed by the split's date and that began in the half year before it: a young shop's were others.

{{ config(materialized='view') }}

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

known_customers as (

    select
        as_of_date,
        count(*) as known_count
    from {{ ref('known_customers') }}
    group by as_of_date

),

purchases as (

    select * from {{ ref('int_purchases') }}
    where purchase_number > 1

),

splits as (

    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        known_customers.known_count,
        horizons.horizon_days
    from as_of_dates
    inner join known_customers on as_of_dates.as_of_date = known_customers.as_of_date
    cross join {{ horizon_table() }} as horizons
    where as_of_dates.kind in ('split', 'fold')

),

windows as (

    select
        splits.split_name,
        splits.as_of_date,
        splits.horizon_days,
        landmarks.as_of_date as first_day,
        {{ date_plus_days('landmarks.as_of_date', 'splits.horizon_days') }} as last_day
    from splits
    inner join as_of_dates as landmarks
        on splits.as_of_date >= {{ date_plus_days('landmarks.as_of_date', 'splits.horizon_days') }}
            and landmarks.kind = 'landmark'
            and landmarks.as_of_date >= {{ date_plus_days('splits.as_of_date', -2 * longest_horizon()) }}

),

-- Whose purchase before was by the window's first day is a buyer of it, and with this purchase alone.
counted as (

    select
        windows.split_name,
        windows.horizon_days,
        count(*) as returning_count,
        count(*) filter (
            where purchases.gap_days >= {{ dbt.datediff('windows.first_day', 'purchases.purchase_date', 'day') }}
        ) as buyer_count
    from windows
    inner join purchases
        on windows.first_day < purchases.purchase_date
            and windows.last_day >= purchases.purchase_date
            and {{ known_on('purchases', 'windows.as_of_date') }}
    group by windows.split_name, windows.horizon_days

),

final as (

    select
        splits.split_name,
        splits.as_of_date,
        splits.horizon_days,
        splits.known_count,
        coalesce(counted.returning_count, 0) as returning_count,
        coalesce(counted.buyer_count, 0) as buyer_count
    from splits
    left join counted
        on splits.split_name = counted.split_name
            and splits.horizon_days = counted.horizon_days

)

select * from final
