-- Have the predictions changed their shape? Each kept night beside one at least a window earlier. The level
-- goes with the season and is judged by what comes of it (`decay`); here it is divided out.

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

-- Hundredths of the customers by score, and each hundredth's average beside everybody's.
ranked as (

    select
        as_of_date,
        horizon_days,
        chance,
        row_number() over (
            partition by as_of_date, horizon_days
            order by chance
        ) - 1 as place
    from scores

),

shapes as (

    select
        ranked.as_of_date,
        ranked.horizon_days,
        cast(floor(100.0e0 * ranked.place / averages.customer_count) as integer) as hundredth,
        sum(ranked.chance) / cast(count(*) as double) / nullif(max(averages.average_chance), 0) as relative_chance
    from ranked
    inner join averages
        on ranked.as_of_date = averages.as_of_date
            and ranked.horizon_days = averages.horizon_days
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

-- Wasserstein's distance: how far scores have moved on average, in average chances.
distances as (

    select
        pairs.as_of_date,
        pairs.before_date,
        found.horizon_days,
        {{ exact_sum('abs(found.relative_chance - before.relative_chance)') }} / count(*) as shape_distance
    from pairs
    inner join shapes as found on pairs.as_of_date = found.as_of_date
    inner join shapes as before
        on pairs.before_date = before.as_of_date
            and found.horizon_days = before.horizon_days
            and found.hundredth = before.hundredth
    group by pairs.as_of_date, pairs.before_date, found.horizon_days

),

final as (

    select
        averages.as_of_date,
        cast(averages.horizon_days as integer) as horizon_days,
        averages.customer_count,
        averages.expected_buyers,
        averages.average_chance / 10000 as mean_probability,
        distances.before_date,
        before.average_chance / 10000 as before_mean_probability,
        distances.shape_distance,
        averages.as_of_date = sales_window.last_sale_date as is_tonight,
        averages.as_of_date = sales_window.last_sale_date
        and coalesce(distances.shape_distance > {{ var('score_shape_distance') }}, false) as is_drifted,
        sales_window.is_synthetic
    from averages
    cross join {{ ref('int_sales_window') }} as sales_window
    left join distances
        on averages.as_of_date = distances.as_of_date
            and averages.horizon_days = distances.horizon_days
    left join averages as before
        on distances.before_date = before.as_of_date
            and distances.horizon_days = before.horizon_days

)

select * from final
order by as_of_date, horizon_days
