with predictions as (

    select * from {{ ref('next_purchase_predictions') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        predictions.split_name,
        predictions.as_of_date,
        predictions.model_name,
        predictions.customer_id,
        {%- for horizon in all_horizons() %}
        predictions.probability_{{ horizon }}d,
        {%- endfor %}
        predictions.expected_next_purchase_date,
        predictions.expected_date_lower,
        predictions.expected_date_upper,
        sales_window.is_synthetic
    from predictions
    cross join sales_window
    where predictions.split_name in ('{{ timing_backtest_splits() | join("', '") }}')

)

select * from final
