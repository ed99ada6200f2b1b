-- Every day that a feature or a prediction can fall on, and how far the next day for gifts is.

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

holidays as (

    select * from {{ ref('holidays') }}

),

gift_days as (

    select * from {{ ref('gift_days') }}

),

days as (

    select {{ date_plus_days('first_sale_date', 'counter.number') }} as calendar_date
    from sales_window
    cross join {{ number_table(0, 20000) }} as counter
    where counter.number <= {{ dbt.datediff('first_sale_date', 'last_sale_date', 'day') }} + {{ longest_horizon() }}

),

occasions as (

    select
        holiday_date as occasion_date,
        holiday_name as occasion_name
    from holidays
    union
    select
        days.calendar_date,
        gift_days.gift_day
    from days
    inner join gift_days
        on month(days.calendar_date) = gift_days.month_number
            and day(days.calendar_date) = gift_days.day_number

),

named_occasions as (

    select
        occasion_date,
        min(occasion_name) as occasion_name
    from occasions
    group by occasion_date

),

joined as (

    select
        days.calendar_date,
        named_occasions.occasion_name,
        max(named_occasions.occasion_date) over (
            order by days.calendar_date rows between unbounded preceding and current row
        ) as last_occasion_date,
        min(named_occasions.occasion_date) over (
            order by days.calendar_date rows between current row and unbounded following
        ) as next_occasion_date
    from days
    left join named_occasions on days.calendar_date = named_occasions.occasion_date

),

final as (

    select
        calendar_date,
        month(calendar_date) as month_number,
        quarter(calendar_date) as quarter_number,
        {{ iso_weekday('calendar_date') }} as weekday_number,
        occasion_name,
        {{ dbt.datediff('last_occasion_date', 'calendar_date', 'day') }} as days_since_last_occasion,
        {{ dbt.datediff('calendar_date', 'next_occasion_date', 'day') }} as days_to_next_occasion
    from joined

)

select * from final
