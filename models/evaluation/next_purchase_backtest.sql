with predictions as (

    select * from {{ ref('next_purchase_predictions') }}

),

final as (

    select
        split_name,
        as_of_date,
        model_name,
        customer_id,
        {%- for horizon in all_horizons() %}
        probability_{{ horizon }}d,
        {%- endfor %}
        expected_next_purchase_date,
        expected_date_lower,
        expected_date_upper
    from predictions
    where split_name in ('validation', 'test')

)

select * from final
