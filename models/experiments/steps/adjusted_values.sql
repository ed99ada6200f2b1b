-- CUPED within strata: from each influence goes what its segment, the spend of the year before and the model's
-- prediction say of it. All three were known before the start, so they differ between the arms by chance alone.

with experiment_values as (

    select * from {{ ref('experiment_values') }}

),

strata as (

    select
        experiment_name,
        metric_name,
        rfm_segment,
        {{ exact_sum('influence', 38) }} / count(*) as influence,
        {{ exact_sum('past_spend', 38) }} / count(*) as past_spend,
        {{ exact_sum('prediction', 38) }} / count(*) as prediction
    from experiment_values
    group by experiment_name, metric_name, rfm_segment

),

centred as (

    select
        experiment_values.experiment_name,
        experiment_values.metric_name,
        experiment_values.arm,
        experiment_values.customer_id,
        experiment_values.rfm_segment,
        experiment_values.numerator,
        experiment_values.denominator,
        experiment_values.influence,
        experiment_values.influence - strata.influence as centred_influence,
        experiment_values.past_spend - strata.past_spend as past_spend,
        experiment_values.prediction - strata.prediction as prediction
    from experiment_values
    inner join strata
        on experiment_values.experiment_name = strata.experiment_name
            and experiment_values.metric_name = strata.metric_name
            and experiment_values.rfm_segment = strata.rfm_segment

),

products as (

    select
        experiment_name,
        metric_name,
        {{ sums_of_products('centred_influence', 'past_spend', 'prediction') }}
    from centred
    group by experiment_name, metric_name

),

slopes as (

    select
        experiment_name,
        metric_name,
        {{ slope('past_spend', 'prediction') }} as past_spend_slope,
        {{ slope('prediction', 'past_spend') }} as prediction_slope
    from products

),

final as (

    select
        centred.experiment_name,
        centred.metric_name,
        centred.arm,
        centred.customer_id,
        centred.rfm_segment,
        centred.numerator,
        centred.denominator,
        centred.influence,
        centred.centred_influence
        - slopes.past_spend_slope * centred.past_spend
        - slopes.prediction_slope * centred.prediction as adjusted_influence
    from centred
    inner join slopes
        on centred.experiment_name = slopes.experiment_name
            and centred.metric_name = slopes.metric_name

)

select * from final
