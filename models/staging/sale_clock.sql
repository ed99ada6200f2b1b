-- The first and the last day on which there is company. Beyond a silence longer than the shop ever kept
-- lie typing errors, unless business goes on there as before: a shop that has opened again.

with sale_clock_days as (

    select * from {{ ref('sale_clock_days') }}

),

numbered as (

    select
        *,
        sum(case when is_torn_off then 1 else 0 end) over (order by sale_date) as island
    from sale_clock_days

),

islands as (

    select
        island,
        min(sale_date) as first_day,
        max(sale_date) as last_day,
        sum(row_count) as row_count,
        count(*) as day_count,
        max(usual_silence) as usual_silence,
        bool_or(is_torn_off and is_late) as is_late,
        bool_or(is_torn_off and is_early) as is_next_of_early
    from numbered
    group by island

),

-- What is early is what lies before a silence, so the island after it tells.
judged as (

    select
        *,
        coalesce(lead(is_next_of_early) over (order by island), false) as is_early,
        day_count >= 7
        and {{ dbt.datediff('first_day', 'last_day', 'day') }} + 1 <= 2 * usual_silence * day_count
        and 2.0 * row_count / day_count >= sum(row_count) over () * 1.0 / sum(day_count) over () as is_business
    from islands

),

bounds as (

    select
        max(last_day) filter (where is_early and not is_business) as last_early_day,
        min(first_day) filter (where is_late and not is_business) as first_late_day
    from judged

),

final as (

    select
        min(days.sale_date) as first_day,
        max(days.sale_date) as last_day
    from sale_clock_days as days
    cross join bounds
    where
        (bounds.last_early_day is null or days.sale_date > bounds.last_early_day)
        and (bounds.first_late_day is null or days.sale_date < bounds.first_late_day)

)

select * from final
