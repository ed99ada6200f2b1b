-- What a training would have told on a night, knowing nothing later, beside what people were told then, now that
-- the window has closed: squared errors of the same customers. One row a training; none where nothing could be
-- compared.

{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false,
    pre_hook="{% if is_incremental() and not is_scoring() %}
        delete from {{ this }} where trained_until = (select last_sale_date from {{ ref('int_sales_window') }})
    {% endif %}"
) }}

{% set window_days = var('retraining_window_days') -%}
with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

told as (

    select
        last_predictions.as_of_date,
        last_predictions.customer_id,
        last_predictions.chance_{{ window_days }}d / 10000.0e0 as probability
    from {{ ref('last_predictions') }} as last_predictions
    inner join sales_window on last_predictions.is_synthetic = sales_window.is_synthetic

),

fitted as (

    select predictions.*
    from {{ ref('next_purchase_predictions') }} as predictions
    inner join {{ ref('next_purchase_champion') }} as champion on predictions.model_name = champion.model_name
    where predictions.split_name = 'served' and predictions.horizon_days = {{ window_days }}

),

buyers as (

    select distinct
        told.as_of_date,
        told.customer_id
    from told
    cross join sales_window
    inner join {{ ref('int_purchases') }} as int_purchases
        on told.customer_id = int_purchases.customer_id
            and told.as_of_date < int_purchases.purchase_date
            and int_purchases.purchase_date <= {{ date_plus_days('told.as_of_date', window_days) }}
            and {{ known_on('int_purchases', 'sales_window.last_sale_date') }}

),

errors as (

    select
        fitted.as_of_date,
        case when buyers.customer_id is null then 0 else 1 end as has_bought,
        power(told.probability - has_bought, 2) as served_error,
        power(fitted.probability - has_bought, 2) as fitted_error
    from fitted
    inner join told
        on fitted.as_of_date = told.as_of_date
            and fitted.customer_id = told.customer_id
    cross join sales_window
    left join buyers
        on fitted.as_of_date = buyers.as_of_date
            and fitted.customer_id = buyers.customer_id
    where {{ date_plus_days('fitted.as_of_date', window_days) }} <= sales_window.last_sale_date

),

compared as (

    select
        as_of_date as judged_night,
        cast(count(*) as bigint) as customer_count,
        cast(sum(has_bought) as bigint) as buyer_count,
        round({{ exact_sum('served_error') }} / count(*), 9) as served_brier_score,
        round({{ exact_sum('fitted_error') }} / count(*), 9) as fitted_brier_score,
        round({{ exact_sum('fitted_error - served_error') }} / count(*), 9) as difference,
        round(1.96e0 * coalesce(
            {{ exact_deviation('cast(fitted_error - served_error as decimal(18, 12))') }}, 0
        ) / sqrt(count(*)), 9) as half_width
    from errors
    group by as_of_date

),

final as (

    select
        sales_window.last_sale_date as trained_until,
        compared.judged_night,
        {{ window_days }} as window_days,
        compared.customer_count,
        compared.buyer_count,
        compared.served_brier_score,
        compared.fitted_brier_score,
        compared.difference,
        compared.difference - compared.half_width as difference_lower,
        compared.difference + compared.half_width as difference_upper,
        -- By more than chance, or by more than is let pass.
        coalesce(
            compared.difference - compared.half_width > 0
            or compared.difference > {{ var('fit_tolerance') }} * compared.served_brier_score, false
        ) as is_worse,
        sales_window.is_synthetic
    from sales_window
    left join compared on true
    {%- if is_scoring() %}
    where false
    {%- endif %}

)

select * from final
