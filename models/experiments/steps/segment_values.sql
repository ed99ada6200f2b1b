-- Each arm's share of buyers in each segment, adjusted as that of all its customers is.

with adjusted_values as (

    select * from {{ ref('adjusted_values') }}
    where metric_name = 'conversion'

),

strata as (

    select
        experiment_name,
        rfm_segment,
        {{ exact_sum('influence - adjusted_influence', 38) }} / count(*) as influence
    from adjusted_values
    group by experiment_name, rfm_segment

),

sums as (

    select
        experiment_name,
        arm,
        rfm_segment,
        count(*) as customer_count,
        cast(sum(numerator) as bigint) as buyer_count,
        {{ exact_sum('adjusted_influence', 38) }} / count(*) as shift,
        {{ exact_sum('adjusted_influence * adjusted_influence', 38) }} as squares
    from adjusted_values
    group by experiment_name, arm, rfm_segment

),

final as (

    select
        sums.experiment_name,
        sums.arm,
        sums.rfm_segment,
        sums.customer_count,
        sums.buyer_count,
        arms.metric_value + strata.influence + sums.shift as adjusted_value,
        (sums.squares - sums.customer_count * power(sums.shift, 2))
        / nullif(sums.customer_count - 1, 0) / sums.customer_count as adjusted_variance
    from sums
    inner join strata
        on sums.experiment_name = strata.experiment_name
            and sums.rfm_segment = strata.rfm_segment
    inner join {{ ref('arm_values') }} as arms
        on sums.experiment_name = arms.experiment_name
            and sums.arm = arms.arm
            and arms.metric_name = 'conversion'

)

select * from final
