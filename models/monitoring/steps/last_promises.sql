-- How good the last publication said its models were, window by window.

with published as (

    select * from {{ source('published', 'last_promises') }}

),

final as (

    select
        split_name,
        model_name,
        metric_name,
        horizon_days,
        ci_lower,
        ci_upper,
        is_synthetic
    from published

)

select * from final
