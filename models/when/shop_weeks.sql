-- Purchases of those who had bought before, week by week up to each split's date, and the weeks ahead that are to be
-- foretold, with the calendar of both. Weeks are counted from the split's date, so that the last one known is whole.

{{ config(materialized='view') }}

with splits as (

    select
        role as split_name,
        as_of_date
    from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'fold')

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}
    where purchase_number > 1

),

days as (

    select
        splits.split_name,
        splits.as_of_date,
        calendar.calendar_date,
        cast(ceil({{ dbt.datediff('splits.as_of_date', 'calendar.calendar_date', 'day') }} / 7.0e0) as integer)
            as week_number,
        case when calendar.occasion_name is not null then 1 else 0 end as is_occasion,
        case when calendar.days_to_next_occasion between 1 and 7 then 1 else 0 end as is_run_up
    from splits
    inner join calendar
        on calendar.calendar_date <= {{ date_plus_days('splits.as_of_date', longest_horizon()) }}

),

returns as (

    select
        splits.split_name,
        purchases.purchase_date,
        count(*) as returning_count
    from splits
    inner join purchases
        on splits.as_of_date >= purchases.purchase_date
            and {{ known_on('purchases', 'splits.as_of_date') }}
    group by splits.split_name, purchases.purchase_date

),

final as (

    select
        days.split_name,
        days.as_of_date,
        days.week_number,
        case when days.week_number <= 0 then cast(coalesce(sum(returns.returning_count), 0) as integer) end
            as returning_count,
        cast(sum(days.is_occasion) as integer) as occasion_days,
        cast(sum(days.is_run_up) as integer) as run_up_days
    from days
    left join returns
        on days.split_name = returns.split_name
            and days.calendar_date = returns.purchase_date
    group by days.split_name, days.as_of_date, days.week_number
    having days.week_number > 0 or count(*) = 7

)

select * from final
