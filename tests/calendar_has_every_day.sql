-- The calendar has every day from the first sale to its end: the features of a day that is missing
-- would lose all customers.
with calendar as (

    select
        count(*) as day_count,
        min(calendar_date) as first_day,
        max(calendar_date) as last_day
    from {{ ref('int_calendar') }}

),

as_of_dates as (

    select
        min(as_of_date) as first_as_of_date,
        max(as_of_date) as last_as_of_date
    from {{ ref('int_as_of_dates') }}

)

select
    calendar.*,
    as_of_dates.*
from calendar
cross join as_of_dates
where
    calendar.day_count <> 1 + {{ dbt.datediff('calendar.first_day', 'calendar.last_day', 'day') }}
    or calendar.first_day > as_of_dates.first_as_of_date
    or calendar.last_day < as_of_dates.last_as_of_date
