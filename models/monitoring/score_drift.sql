-- Have the predictions changed their shape? Each kept night beside one at least a window earlier. The level
-- goes with the season and is judged by what comes of it (`decay`); here it is divided out: a score's bin is
-- how many times the night's average it is, in half powers of two.

with kept as (

    select * from {{ ref('kept_predictions') }}

),

scores as (

    {%- for horizon in all_horizons() %}
    select
        as_of_date,
        {{ horizon }} as horizon_days,
        chance_{{ horizon }}d as chance
    from kept
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

averages as (

    select
        as_of_date,
        horizon_days,
        count(*) as customer_count,
        sum(chance) / 10000.0e0 as expected_buyers,
        sum(chance) / cast(count(*) as double) as average_chance
    from scores
    group by as_of_date, horizon_days

),

binned as (

    select
        scores.as_of_date,
        scores.horizon_days,
        case
            when scores.chance = 0 or averages.average_chance = 0 then -8
            else greatest(-8, least(8, floor(2 * ln(scores.chance / averages.average_chance) / ln(2))))
        end as bin,
        count(*) as row_count
    from scores
    inner join averages
        on scores.as_of_date = averages.as_of_date
            and scores.horizon_days = averages.horizon_days
    group by 1, 2, 3

),

pairs as (

    select
        nights.as_of_date,
        max(earlier.as_of_date) as before_date
    from (select distinct as_of_date from kept) as nights
    inner join (select distinct as_of_date from kept) as earlier
        on earlier.as_of_date <= {{ date_plus_days('nights.as_of_date', -var('drift_window_days')) }}
    group by nights.as_of_date

),

beside as (

    select
        pairs.as_of_date,
        pairs.before_date,
        binned.horizon_days,
        binned.bin,
        sum(case when binned.as_of_date = pairs.as_of_date then binned.row_count else 0 end) as found_count,
        sum(case when binned.as_of_date = pairs.before_date then binned.row_count else 0 end) as before_count
    from pairs
    inner join binned on binned.as_of_date in (pairs.as_of_date, pairs.before_date)
    group by pairs.as_of_date, pairs.before_date, binned.horizon_days, binned.bin

),

shares as (

    select
        *,
        {{ smoothed_share('found_count', 'as_of_date, horizon_days') }} as found_share,
        {{ smoothed_share('before_count', 'as_of_date, horizon_days') }} as before_share
    from beside

),

shapes as (

    select
        as_of_date,
        horizon_days,
        before_date,
        {{ stability_index('found_share', 'before_share') }} as shape_psi
    from shares
    group by as_of_date, horizon_days, before_date

),

final as (

    select
        averages.as_of_date,
        cast(averages.horizon_days as integer) as horizon_days,
        averages.customer_count,
        averages.expected_buyers,
        averages.average_chance / 10000 as mean_probability,
        shapes.before_date,
        before.average_chance / 10000 as before_mean_probability,
        shapes.shape_psi,
        averages.as_of_date = sales_window.last_sale_date as is_tonight,
        averages.as_of_date = sales_window.last_sale_date
        and coalesce(shapes.shape_psi > {{ var('score_shape_psi') }}, false) as is_drifted,
        sales_window.is_synthetic
    from averages
    cross join {{ ref('int_sales_window') }} as sales_window
    left join shapes
        on averages.as_of_date = shapes.as_of_date
            and averages.horizon_days = shapes.horizon_days
    left join averages as before
        on shapes.before_date = before.as_of_date
            and shapes.horizon_days = before.horizon_days

)

select * from final
order by as_of_date, horizon_days
