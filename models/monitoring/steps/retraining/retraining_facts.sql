-- What tonight's decision is made from, in one row: the reasons, the last training before tonight, what a training of
-- tonight came to, and the night that one would be judged on.

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

fits as (

    select * from {{ ref('fitted_version') }}

),

reasons as (

    select
        count(*) filter (where not holds_back) as call_count,
        count(*) filter (where holds_back) as hold_count,
        {{ dbt.listagg('reason', "', '", 'order by reason') }} as reasons,
        {{ dbt.listagg('case when not holds_back then words end', "', '", 'order by reason') }} as calls,
        {{ dbt.listagg('case when holds_back then words end', "', '", 'order by reason') }} as holds
    from {{ ref('retraining_reasons') }}

),

trainings as (

    select max(last_decisions.night) as last_training
    from {{ ref('last_decisions') }} as last_decisions
    inner join sales_window
        on last_decisions.is_synthetic = sales_window.is_synthetic
            and last_decisions.night < sales_window.last_sale_date
    where last_decisions.decision in ('promoted', 'kept')

),

-- What the fit in use has told after it was trained and the windows that it was chosen on.
judged as (

    select max(earlier_predictions.as_of_date) as judged_night
    from {{ ref('earlier_predictions') }} as earlier_predictions
    cross join sales_window
    cross join fits
    where
        earlier_predictions.as_of_date >= fits.trained_until
        and earlier_predictions.as_of_date >= {{ date_plus_days('sales_window.test_start', -1) }}
        and earlier_predictions.as_of_date <= {{ date_plus_days('sales_window.last_sale_date', -var('retraining_window_days')) }}

),

final as (

    select
        sales_window.last_sale_date as night,
        fits.version,
        cast({{ dbt.datediff('fits.trained_until', 'sales_window.last_sale_date', 'day') }} as integer) as fit_age_days,
        cast(sales_window.sale_count - fits.sale_count as bigint) as new_sale_count,
        reasons.call_count,
        reasons.hold_count,
        reasons.reasons,
        reasons.calls,
        reasons.holds,
        trainings.last_training,
        judged.judged_night,
        comparison.trained_until is not null as was_trained,
        comparison.judged_night as compared_night,
        comparison.window_days,
        comparison.served_brier_score,
        comparison.fitted_brier_score,
        comparison.difference,
        comparison.difference_lower,
        comparison.difference_upper,
        coalesce(comparison.is_worse, false) as is_worse_than_served,
        sales_window.is_synthetic
    from sales_window
    cross join fits
    cross join reasons
    cross join trainings
    cross join judged
    left join {{ ref('served_comparison') }} as comparison
        on sales_window.last_sale_date = comparison.trained_until
            and sales_window.is_synthetic = comparison.is_synthetic

)

select * from final
