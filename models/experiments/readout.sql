-- What each arm brought beside the control, by intent to treat: everybody counts in the arm of the assignment,
-- whether they were reached or not.

with declarations as (

    select * from {{ ref('experiment_declarations') }}

),

experiments as (

    select
        experiment_name,
        starts_on,
        ends_on,
        primary_metric,
        interval_kind
    from declarations
    group by all

),

arms as (

    select
        experiment_name,
        arm,
        max(read_until) as read_until,
        count(first_shown_at) as shown_count,
        bool_or(is_synthetic) as is_synthetic
    from {{ ref('outcomes') }}
    group by experiment_name, arm

),

compared as (

    select
        arm_values.*,
        arms.read_until,
        arms.shown_count,
        arms.is_synthetic,
        experiments.ends_on,
        experiments.interval_kind,
        arm_values.metric_name = experiments.primary_metric as is_primary,
        controls.arm as control_arm,
        controls.metric_value as control_value,
        controls.variance as control_variance,
        controls.adjusted_value as adjusted_control,
        controls.adjusted_variance as adjusted_control_variance,
        {{ interval_errors(
            'experiments.interval_kind',
            '((' ~ dbt.datediff('experiments.starts_on', 'arms.read_until', 'day') ~ ' + 1) / ('
            ~ dbt.datediff('experiments.starts_on', 'experiments.ends_on', 'day') ~ ' + 1.0e0))'
        ) }} as errors
    from {{ ref('arm_values') }} as arm_values
    inner join arms
        on arm_values.experiment_name = arms.experiment_name
            and arm_values.arm = arms.arm
    inner join experiments on arm_values.experiment_name = experiments.experiment_name
    left join {{ ref('arm_values') }} as controls
        on arm_values.experiment_name = controls.experiment_name
            and arm_values.metric_name = controls.metric_name
            and controls.arm = 'control'
            and arm_values.arm <> 'control'
    -- Without an order in the control there is no order value to compare with.
    where arm_values.arm = 'control' or controls.arm is not null

),

errors as (

    select
        *,
        metric_value - control_value as plain_difference,
        errors * sqrt(variance + control_variance) as plain_half,
        adjusted_value - adjusted_control as difference,
        errors * sqrt(adjusted_variance + adjusted_control_variance) as half,
        adjusted_value / nullif(adjusted_control, 0) - 1 as lift,
        errors * sqrt(adjusted_variance + power(adjusted_value / nullif(adjusted_control, 0), 2) * adjusted_control_variance)
        / nullif(abs(adjusted_control), 0) as lift_half,
        1 - (adjusted_variance + adjusted_control_variance) / nullif(variance + control_variance, 0) as variance_saved
    from compared

),

final as (

    select
        experiment_name,
        metric_name,
        arm,
        is_primary,
        interval_kind,
        read_until,
        read_until = ends_on as is_final,
        customer_count,
        shown_count,
        metric_value,
        plain_difference,
        plain_difference - plain_half as plain_difference_lower,
        plain_difference + plain_half as plain_difference_upper,
        difference,
        difference - half as difference_lower,
        difference + half as difference_upper,
        lift,
        lift - lift_half as lift_lower,
        lift + lift_half as lift_upper,
        variance_saved,
        is_synthetic
    from errors

)

select * from final
order by experiment_name, metric_name, arm
