-- Each arm's value by each metric, with its variance, as it is and adjusted.

with adjusted_values as (

    select * from {{ ref('adjusted_values') }}

),

sums as (

    select
        experiment_name,
        metric_name,
        arm,
        count(*) as customer_count,
        cast(sum(numerator) as double) / nullif(cast(sum(denominator) as double), 0) as metric_value,
        {{ exact_sum('adjusted_influence', 38) }} / count(*) as shift,
        {{ exact_sum('influence * influence', 38) }} as squares,
        {{ exact_sum('adjusted_influence * adjusted_influence', 38) }} as adjusted_squares
    from adjusted_values
    group by experiment_name, metric_name, arm

),

final as (

    select
        experiment_name,
        metric_name,
        arm,
        customer_count,
        metric_value,
        metric_value + shift as adjusted_value,
        squares / nullif(customer_count - 1, 0) / customer_count as variance,
        (adjusted_squares - customer_count * power(shift, 2)) / nullif(customer_count - 1, 0) / customer_count
            as adjusted_variance
    from sums
    where metric_value is not null

)

select * from final
