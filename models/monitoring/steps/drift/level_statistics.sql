-- Levels of a night's window: sales a day beside the time before and beside the same weeks of last year, and
-- the typical price, a geometric mean, since one dear piece moves an average by as much as a change of prices. What is judged is the logarithm of the ratio, in either direction.

with totals as (

    select
        windows.weeks_back,
        windows.night,
        {{ dbt.datediff('max(nights.reference_start)', 'max(nights.reference_end)', 'day') }} + 1.0e0 as reference_days,
        sum(windows.found_count) as found_rows,
        sum(windows.before_count) as before_rows,
        case when max(nights.year_ago) is not null then coalesce(sum(windows.year_ago_count), 0) end as year_ago_rows,
        {{ exact_sum('windows.log_price', 38) }} as log_price,
        {{ exact_sum('windows.before_log_price', 38) }} as before_log_price
    from {{ ref('feature_windows') }} as windows
    inner join {{ ref('monitored_nights') }} as nights on windows.weeks_back = nights.weeks_back
    where windows.feature = 'price'
    group by windows.weeks_back, windows.night

),

levels as (

    {%- for feature, found, before in [
        ('sales_a_day', "found_rows / " ~ var('drift_window_days') ~ ".0e0", 'before_rows / reference_days'),
        ('sales_of_a_year_ago', "found_rows / " ~ var('drift_window_days') ~ ".0e0", "year_ago_rows / " ~ var('drift_window_days') ~ ".0e0"),
        ('typical_price', 'exp(log_price / nullif(found_rows, 0))', 'exp(before_log_price / nullif(before_rows, 0))'),
    ] %}
    select
        weeks_back,
        night,
        '{{ feature }}' as feature,
        {{ found }} as found_value,
        {{ before }} as before_value,
        cast(found_rows as bigint) as found_rows,
        cast({{ "year_ago_rows" if feature == 'sales_of_a_year_ago' else "before_rows" }} as bigint) as before_rows
    from totals
    {{ "union all" if not loop.last }}
    {%- endfor %}

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
    where before_value > 0 and found_value is not null

)

select * from final
