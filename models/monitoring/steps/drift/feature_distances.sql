-- Each feature by its own restlessness: how far its statistic lies above its median, where a tenth of the
-- nights lie one above it. What chance alone gives (a quarter of a distribution's root, a hundredth of a
-- level) is the least that counts as restless.

{% set least_nights = 26 -%} {#- half a year of weeks to know a feature's own restlessness by -#}

with statistics as (

    select
        weeks_back,
        night,
        feature,
        kind,
        statistic,
        psi,
        found_value,
        before_value,
        moved_bin,
        new_bins,
        missing_share,
        before_missing_share,
        found_rows,
        before_rows
    from {{ ref('feature_statistics') }}
    union all
    select
        weeks_back,
        night,
        feature,
        kind,
        statistic,
        null as psi,
        found_value,
        before_value,
        null as moved_bin,
        null as new_bins,
        null as missing_share,
        null as before_missing_share,
        found_rows,
        before_rows
    from {{ ref('level_statistics') }}

),

usual as (

    select
        feature,
        median(statistic) as usual_statistic
    from statistics
    group by feature
    having count(statistic) >= {{ least_nights }}

),

restlessness as (

    select
        statistics.feature,
        max(usual.usual_statistic) as usual_statistic,
        greatest(
            percentile_cont(0.9) within group (order by statistics.statistic) - max(usual.usual_statistic),
            max(case statistics.kind when 'level' then 0.01e0 else 0.25e0 end)
        ) as restlessness
    from statistics
    inner join usual on statistics.feature = usual.feature
    group by statistics.feature

),

final as (

    select
        statistics.*,
        (statistics.statistic - restlessness.usual_statistic) / restlessness.restlessness as distance
    from statistics
    left join restlessness on statistics.feature = restlessness.feature

)

select * from final
