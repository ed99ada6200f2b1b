with predictions as (

    select * from {{ ref('customer_value_predictions') }}

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
        {{ wide_spend() }},
        max(predictions.expected_order_value) as expected_order_value,
        sales_window.is_synthetic
    from predictions
    cross join sales_window
    where predictions.split_name in ('{{ timing_backtest_splits() | join("', '") }}')
    group by
        predictions.split_name,
        predictions.as_of_date,
        predictions.model_name,
        predictions.customer_id,
        sales_window.is_synthetic

)

select * from final
