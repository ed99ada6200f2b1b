-- The days of the export, the silence before each, and whether it is longer than the shop ever kept. A few
-- thousand days stand for all rows.

with date_readings as (

    select * from {{ ref('date_readings') }}

),

days as (

    select
        cast(sale_moment as date) as sale_date,
        sum(cell_count) as row_count
    from date_readings
    where cast(sale_moment as date) >= cast('{{ var("earliest_sale_date") }}' as date)
    group by cast(sale_moment as date)
    having sum(cell_count) > 0

),

placed as (

    select
        sale_date,
        row_count,
        {{ dbt.datediff('lag(sale_date) over (order by sale_date)', 'sale_date', 'day') }} as silent_days,
        sum(row_count) over (order by sale_date) - row_count as rows_before,
        sum(row_count) over () - sum(row_count) over (order by sale_date) + row_count as rows_from,
        sum(row_count) over () as all_rows
    from days

),

-- Little is at most 2 % of the rows, or three, and never half of them.
tails as (

    select
        *,
        rows_before <= greatest(3, 0.02 * all_rows) and 2 * rows_before < all_rows as is_early,
        rows_from <= greatest(3, 0.02 * all_rows) and 2 * rows_from < all_rows as is_late
    from placed

),

-- What the shop is known for: the longest silence with company on both sides, and the usual one.
habits as (

    select
        coalesce(max(silent_days) filter (where not is_early and not is_late), 0) as longest_silence,
        coalesce(percentile_disc(0.5) within group (order by silent_days), 1) as usual_silence
    from tails

),

-- A tenth more than the longest, since seasons begin on other days; fifteen times the usual, which a
-- log that is sparse throughout passes once in a million; under twenty rows tell no habits.
final as (

    select
        tails.sale_date,
        tails.row_count,
        tails.silent_days,
        tails.is_early,
        tails.is_late,
        habits.usual_silence,
        coalesce(
            tails.silent_days >= 7 * {{ var('clock_silence_weeks') }}
            and tails.silent_days > 1.1 * habits.longest_silence
            and tails.silent_days > 15 * habits.usual_silence
            and (tails.all_rows >= 20 or tails.silent_days > 366)
            and (tails.is_early or tails.is_late),
            false
        ) as is_torn_off
    from tails
    cross join habits

)

select * from final
