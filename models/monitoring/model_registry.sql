with activations as (

    select
        *,
        max(activation_number) over (partition by version) as last_activation_number,
        max(activation_number) over () as latest_activation_number
    from {{ ref('version_activations') }}

),

final as (

    select
        version,
        last_activation_number = latest_activation_number as is_active,
        version in (select kept.version from {{ ref('version_parameters') }} as kept) as is_kept,
        activation_number as first_activation_number,
        last_activation_number,
        compared_with,
        trained_from,
        trained_until,
        sale_count,
        customer_count,
        sales_fingerprint,
        parameters_fingerprint,
        settings,
        validation_start,
        judged_horizon_days,
        next_purchase_model,
        next_purchase_validation_value,
        next_purchase_test_value,
        next_items_model,
        next_items_validation_value,
        next_items_test_value,
        next_purchase_lead,
        next_purchase_lead_lower,
        next_purchase_lead_upper,
        next_items_lead,
        next_items_lead_lower,
        next_items_lead_upper,
        is_synthetic
    from activations
    qualify row_number() over (partition by version order by activation_number) = 1

)

select * from final
order by first_activation_number
