-- The decisions to train or not so far, as the last publication told them.

with published as (

    select * from {{ source('published', 'last_decisions') }}

),

final as (

    select
        night,
        decision,
        reasons,
        sentence,
        version,
        fit_age_days,
        new_sale_count,
        judged_night,
        served_brier_score,
        fitted_brier_score,
        difference,
        difference_lower,
        difference_upper,
        is_synthetic
    from published

)

select * from final
