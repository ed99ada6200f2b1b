-- Has what comes in changed, more than it ever has from week to week? Many features are looked at on each
-- night, so it is the night's farthest feature that is compared with the farthest of each earlier night: with
-- nothing happening, tonight's is among the k farthest of n nights in k of n nights, however many features.

{% set least_nights = 26 -%} {#- half a year of weeks to know a feature's own restlessness by -#}

with statistics as (

    select * from {{ ref('feature_statistics') }}
    union all by name
    select * from {{ ref('level_statistics') }}

),

-- Each feature by its own restlessness: distance from its median in median distances. What chance alone
-- gives (a half of its multiple, a hundredth of a level) is the least that counts as restless.
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
            1.4826e0 * median(abs(statistics.statistic - usual.usual_statistic)),
            max(case statistics.kind when 'level' then 0.01e0 else 0.5e0 end)
        ) as restlessness
    from statistics
    inner join usual on statistics.feature = usual.feature
    group by statistics.feature

),

distances as (

    select
        statistics.*,
        (statistics.statistic - restlessness.usual_statistic) / restlessness.restlessness as distance
    from statistics
    left join restlessness on statistics.feature = restlessness.feature

),

-- Earlier nights whose windows share no day with tonight's.
farthest as (

    select
        weeks_back,
        max(distance) as distance
    from distances
    where distance is not null and 7 * weeks_back >= {{ var('drift_window_days') }}
    group by weeks_back

),

ranked as (

    select
        distance,
        row_number() over (order by distance desc, weeks_back asc) as place,
        floor({{ var('false_alarm_share') }} * (count(*) over () + 1)) as allowed_places
    from farthest

),

thresholds as (

    select max(distance) as threshold
    from ranked
    where place = allowed_places

),

final as (

    select
        distances.night,
        distances.feature,
        distances.kind,
        distances.statistic,
        distances.psi,
        distances.found_value,
        distances.before_value,
        distances.moved_bin,
        distances.new_bins,
        distances.missing_share,
        distances.before_missing_share,
        distances.found_rows,
        distances.before_rows,
        distances.distance,
        thresholds.threshold,
        distances.weeks_back = 0 as is_tonight,
        distances.weeks_back = 0 and coalesce(distances.distance > thresholds.threshold, false) as is_drifted,
        sales_window.is_synthetic
    from distances
    cross join thresholds
    cross join {{ ref('int_sales_window') }} as sales_window

)

select * from final
order by night desc, feature asc
