-- How many more buyers an arm had in each segment than the control, once its experiment is over, and how much of that
-- is the segment's own: as much as segments differ by more than chance.

with arms as (

    select
        *,
        {{ interval_errors('interval_kind', '1') }} as errors
    from {{ ref('readout') }}
    where metric_name = 'conversion' and is_final and arm <> 'control'

),

compared as (

    select
        arms.*,
        treated.rfm_segment,
        treated.customer_count as segment_count,
        controls.customer_count as control_count,
        least(treated.buyer_count, controls.buyer_count) as fewest_buyers,
        treated.adjusted_value / nullif(controls.adjusted_value, 0) as ratio,
        treated.adjusted_variance / nullif(power(treated.adjusted_value, 2), 0)
        + controls.adjusted_variance / nullif(power(controls.adjusted_value, 2), 0) as variance
    from arms
    inner join {{ ref('segment_values') }} as treated
        on arms.experiment_name = treated.experiment_name
            and arms.arm = treated.arm
    inner join {{ ref('segment_values') }} as controls
        on treated.experiment_name = controls.experiment_name
            and treated.rfm_segment = controls.rfm_segment
            and controls.arm = 'control'

),

-- Ratios are compared as logarithms, whose spread does not depend on their size.
told as (

    select
        *,
        case when fewest_buyers >= {{ var('experiment_segment_buyers') }} and ratio > 0 and variance > 0 then ln(ratio) end
            as log_ratio
    from compared

),

sums as (

    select
        experiment_name,
        arm,
        count(*) as told_count,
        {{ exact_sum('1 / variance', 38) }} as weight,
        {{ exact_sum('1 / power(variance, 2)', 38) }} as squared_weight,
        {{ exact_sum('log_ratio / variance', 38) }} as weighted,
        {{ exact_sum('power(log_ratio, 2) / variance', 38) }} as weighted_squares
    from told
    where log_ratio is not null
    group by experiment_name, arm

),

-- How much segments truly differ: what their spread has beyond chance (DerSimonian and Laird).
spreads as (

    select
        experiment_name,
        arm,
        told_count,
        greatest((weighted_squares - power(weighted, 2) / weight - (told_count - 1))
        / nullif(weight - squared_weight / weight, 0), 0) as spread
    from sums

),

common as (

    select
        told.experiment_name,
        told.arm,
        spreads.spread,
        {{ exact_sum('told.log_ratio / (told.variance + spreads.spread)', 38) }}
        / {{ exact_sum('1 / (told.variance + spreads.spread)', 38) }} as common_log,
        1 / {{ exact_sum('1 / (told.variance + spreads.spread)', 38) }} as common_variance
    from told
    inner join spreads
        on told.experiment_name = spreads.experiment_name
            and told.arm = spreads.arm
    where told.log_ratio is not null and spreads.told_count > 1
    group by told.experiment_name, told.arm, spreads.spread

),

final as (

    select
        told.experiment_name,
        told.arm,
        told.rfm_segment,
        told.segment_count as customer_count,
        told.control_count,
        told.fewest_buyers,
        told.log_ratio,
        told.variance,
        told.errors,
        told.lift as overall_lift,
        common.common_log,
        common.common_variance,
        common.spread / (common.spread + told.variance) as own_weight,
        told.is_synthetic
    from told
    left join common
        on told.experiment_name = common.experiment_name
            and told.arm = common.arm
            and told.log_ratio is not null

)

select * from final
