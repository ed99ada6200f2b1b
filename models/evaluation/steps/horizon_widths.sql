-- The days that each scored horizon stands for under the trapezoid rule: half the way to its
-- neighbours. The Brier score of day 0 is 0, and the last horizon has no neighbour beyond.

with horizons as (

    select number as horizon_days
    from {{ number_table(1, longest_horizon()) }} as days
    where number in ({{ scored_horizons() | join(', ') }})

),

final as (

    select
        horizon_days,
        (
            coalesce(lead(horizon_days) over (order by horizon_days), horizon_days)
            - coalesce(lag(horizon_days) over (order by horizon_days), 0)
        ) / 2.0e0 as width_days
    from horizons

)

select * from final
