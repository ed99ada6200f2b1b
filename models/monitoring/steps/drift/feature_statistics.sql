-- How far each distribution of a night lies from the time before: the root of its population stability index
-- as a multiple of what chance alone gives windows of so many rows (about a chi-square's degrees of freedom
-- times 1/n + 1/m), so that a quiet January is no drift for having few sales. The root, since the index is a
-- square: twice as far is four times the index, and a feature with a season would outshout every level.

with windows as (

    select * from {{ ref('feature_windows') }}

),

shares as (

    select
        *,
        sum(found_count) over everything as found_rows,
        sum(before_count) over everything as before_rows,
        count(*) over everything as bins,
        {{ smoothed_share('found_count', 'weeks_back, feature') }} as found_share,
        {{ smoothed_share('before_count', 'weeks_back, feature') }} as before_share
    from windows
    where found_count + before_count > 0
    window everything as (partition by weeks_back, feature)

),

distributions as (

    select
        weeks_back,
        night,
        feature,
        {{ stability_index('found_share', 'before_share') }} as psi,
        max(bins - 1) * (1.0e0 / nullif(max(found_rows), 0) + 1.0e0 / nullif(max(before_rows), 0)) as psi_by_chance,
        cast(max(found_rows) as bigint) as found_rows,
        cast(max(before_rows) as bigint) as before_rows,
        sum(found_count) filter (where bin = 'missing') / cast(max(found_rows) as double) as missing_share,
        sum(before_count) filter (where bin = 'missing') / cast(max(before_rows) as double) as before_missing_share,
        string_agg(bin, ', ' order by bin) filter (where before_count = 0) as new_bins
    from shares
    group by weeks_back, night, feature

),

-- The bin that moved farthest, to tell in words what happened.
moved as (

    select
        weeks_back,
        feature,
        bin as moved_bin,
        found_count / cast(nullif(found_rows, 0) as double) as found_value,
        before_count / cast(nullif(before_rows, 0) as double) as before_value
    from shares
    qualify row_number() over (
        partition by weeks_back, feature
        order by abs(found_share - before_share) desc, bin asc
    ) = 1

),

final as (

    select
        distributions.weeks_back,
        distributions.night,
        distributions.feature,
        'distribution' as kind,
        sqrt(distributions.psi / nullif(distributions.psi_by_chance, 0)) as statistic,
        distributions.psi,
        moved.moved_bin,
        moved.found_value,
        moved.before_value,
        distributions.found_rows,
        distributions.before_rows,
        coalesce(distributions.missing_share, 0) as missing_share,
        coalesce(distributions.before_missing_share, 0) as before_missing_share,
        distributions.new_bins
    from distributions
    inner join moved
        on distributions.weeks_back = moved.weeks_back
            and distributions.feature = moved.feature

)

select * from final
