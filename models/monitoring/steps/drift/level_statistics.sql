-- Levels of a night's window: sales a day beside the time before and beside the same weeks of last year, and
-- the typical price of like pieces. What is judged is the logarithm of the ratio, in either direction.

with totals as (

    select
        windows.weeks_back,
        windows.night,
        {{ dbt.datediff('max(nights.reference_start)', 'max(nights.reference_end)', 'day') }} + 1.0e0 as reference_days,
        sum(windows.found_count) as found_rows,
        sum(windows.before_count) as before_rows,
        case when max(nights.year_ago) is not null then coalesce(sum(windows.year_ago_count), 0) end as year_ago_rows
    from {{ ref('feature_windows') }} as windows
    inner join {{ ref('monitored_nights') }} as nights on windows.weeks_back = nights.weeks_back
    where windows.feature = 'price'
    group by windows.weeks_back, windows.night

),

-- Each kind of piece by how well its two means are known, as in the regression of log prices on kind and
-- window: one dear piece of a kind that was hardly sold before tells little.
weighed as (

    select
        *,
        found_count * before_count / cast(found_count + before_count as double) as weight
    from {{ ref('price_windows') }}
    where found_count > 0 and before_count > 0

),

prices as (

    select
        weeks_back,
        night,
        sum(found_count) as found_rows,
        sum(before_count) as before_rows,
        {{ exact_sum('weight * mean_log_price', 38) }} / {{ exact_sum('weight', 38) }} as log_price,
        {{ exact_sum('weight * before_mean_log_price', 38) }} / {{ exact_sum('weight', 38) }} as before_log_price
    from weighed
    group by weeks_back, night

),

levels as (

    {%- for feature, before, before_rows in [
        ('sales_a_day', 'before_rows / reference_days', 'before_rows'),
        ('sales_of_a_year_ago', "year_ago_rows / " ~ var('drift_window_days') ~ ".0e0", 'year_ago_rows'),
    ] %}
    select
        weeks_back,
        night,
        '{{ feature }}' as feature,
        found_rows / {{ var('drift_window_days') }}.0e0 as found_value,
        {{ before }} as before_value,
        cast(found_rows as bigint) as found_rows,
        cast({{ before_rows }} as bigint) as before_rows
    from totals
    union all
    {%- endfor %}
    select
        weeks_back,
        night,
        'typical_price' as feature,
        exp(log_price) as found_value,
        exp(before_log_price) as before_value,
        cast(found_rows as bigint) as found_rows,
        cast(before_rows as bigint) as before_rows
    from prices

),

final as (

    select
        weeks_back,
        night,
        feature,
        'level' as kind,
        -- A window without a sale is as far as one with half a sale.
        abs(ln(greatest(found_value, 0.5e0 / {{ var('drift_window_days') }}) / before_value)) as statistic,
        found_value,
        before_value,
        found_rows,
        before_rows
    from levels
    where before_value > 0

)

select * from final
