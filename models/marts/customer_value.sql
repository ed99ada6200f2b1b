with champion_scores as (

    select
        customer_id,
        as_of_date,
        model_name,
        max(expected_order_value) as expected_order_value,
        {{ wide_spend() }}
    from {{ ref('customer_value_champion_scores') }}
    where split_name = 'today'
    group by customer_id, as_of_date, model_name

),

-- Who has gone is not known of a shop without contracts; who comes within the longest horizon is predicted.
next_purchases as (

    select
        customer_id,
        1 - probability_{{ longest_horizon() }}d as churn_probability
    from {{ ref('customer_next_purchase') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

final as (

    select
        champion_scores.customer_id,
        champion_scores.as_of_date,
        {%- for horizon in value_horizons() %}
        champion_scores.expected_spend_{{ horizon }}d,
        {%- endfor %}
        next_purchases.churn_probability as churn_probability_{{ longest_horizon() }}d,
        {{ churn_band('next_purchases.churn_probability') }} as churn_band,
        champion_scores.expected_order_value,
        champion_scores.model_name,
        sales_window.is_synthetic
    from champion_scores
    inner join next_purchases on champion_scores.customer_id = next_purchases.customer_id
    cross join sales_window

)

select * from final
order by customer_id
