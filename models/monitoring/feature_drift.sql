-- Has what comes in changed, more than it ever has from week to week? Many features are looked at on each
-- night, so it is the night's farthest feature that is compared with the farthest of each earlier night: with
-- nothing happening, tonight's is among the k farthest of n nights in k of n nights, however many features.

with distances as (

    select * from {{ ref('feature_distances') }}

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
