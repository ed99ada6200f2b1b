-- Have the predictions changed their shape? Each kept night beside one at least a window earlier. The level
-- goes with the season and is judged by what comes of it (`decay`); here it is divided out.

with shapes as (

    select * from {{ ref('score_shapes') }}

),

averages as (

    select
        as_of_date,
        horizon_days,
        cast(sum(customer_count) as bigint) as customer_count,
        sum(chance_sum) / 10000.0e0 as expected_buyers,
        sum(chance_sum) / 10000.0e0 / sum(customer_count) as mean_probability
    from shapes
    group by as_of_date, horizon_days

),

pairs as (

    select
        nights.as_of_date,
        nights.horizon_days,
        max(earlier.as_of_date) as before_date
    from averages as nights
    inner join averages as earlier
        on nights.horizon_days = earlier.horizon_days
            and earlier.as_of_date <= {{ date_plus_days('nights.as_of_date', -var('drift_window_days')) }}
    group by nights.as_of_date, nights.horizon_days

),

-- Wasserstein's distance: how far scores have moved on average, in average chances.
distances as (

    select
        pairs.as_of_date,
        pairs.horizon_days,
        pairs.before_date,
        {{ exact_sum('abs(found.relative_chance - earlier.relative_chance)') }} / count(*) as shape_distance
    from pairs
    inner join shapes as found
        on pairs.as_of_date = found.as_of_date
            and pairs.horizon_days = found.horizon_days
    inner join shapes as earlier
        on pairs.before_date = earlier.as_of_date
            and pairs.horizon_days = earlier.horizon_days
            and found.hundredth = earlier.hundredth
    group by pairs.as_of_date, pairs.horizon_days, pairs.before_date

),

final as (

    select
        averages.as_of_date,
        cast(averages.horizon_days as integer) as horizon_days,
        averages.customer_count,
        averages.expected_buyers,
        averages.mean_probability,
        distances.before_date,
        earlier.mean_probability as before_mean_probability,
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
    left join averages as earlier
        on distances.before_date = earlier.as_of_date
            and distances.horizon_days = earlier.horizon_days

)

select * from final
order by as_of_date, horizon_days
