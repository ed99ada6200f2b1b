-- Each bin's rows in a night's window and in the time before that it is compared with. Whoever is scored is
-- compared with who was when the reference ended.

with nights as (

    select * from {{ ref('monitored_nights') }}

),

days as (

    select * from {{ ref('monitored_days') }}

),

customers as (

    select * from {{ ref('monitored_customers') }}

),

counted as (

    select
        nights.weeks_back,
        nights.night,
        days.feature,
        days.bin,
        sum(days.row_count) filter (where days.sale_date >= nights.window_start) as found,
        sum(days.row_count) filter (where days.sale_date between nights.reference_start and nights.reference_end) as found_before,
        sum(days.row_count) filter (
            where days.sale_date between {{ date_plus_days('nights.year_ago', 1 - var('drift_window_days')) }} and nights.year_ago
        ) as found_year_ago
    from nights
    inner join days on nights.night >= days.sale_date
    group by nights.weeks_back, nights.night, days.feature, days.bin
    union all
    select
        nights.weeks_back,
        nights.night,
        customers.feature,
        customers.bin,
        sum(customers.row_count) filter (where customers.as_of_date = nights.night) as found,
        sum(customers.row_count) filter (where customers.as_of_date = nights.reference_end) as found_before,
        null as found_year_ago
    from nights
    inner join customers on customers.as_of_date in (nights.night, nights.reference_end)
    group by nights.weeks_back, nights.night, customers.feature, customers.bin

),

final as (

    select
        weeks_back,
        night,
        feature,
        bin,
        cast(coalesce(found, 0) as bigint) as found_count,
        cast(coalesce(found_before, 0) as bigint) as before_count,
        cast(found_year_ago as bigint) as year_ago_count
    from counted
    where coalesce(found, 0) + coalesce(found_before, 0) + coalesce(found_year_ago, 0) > 0

)

select * from final
