with champion_scores as (

    select
        customer_id,
        as_of_date,
        model_name,
        max(expected_next_purchase_date) as expected_next_purchase_date,
        max(expected_date_lower) as expected_date_lower,
        max(expected_date_upper) as expected_date_upper,
        {{ wide_probabilities() }}
    from {{ ref('next_purchase_champion_scores') }}
    where split_name = 'today'
    group by customer_id, as_of_date, model_name

),

expected_spend as (

    select
        customer_id,
        expected_spend
    from {{ ref('customer_value_champion_scores') }}
    where split_name = 'today' and horizon_days = {{ longest_horizon() }}

),

reasons as (

    select * from {{ ref('next_purchase_reasons') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

final as (

    select
        champion_scores.customer_id,
        champion_scores.as_of_date,
        {%- for horizon in all_horizons() %}
        champion_scores.probability_{{ horizon }}d,
        {%- endfor %}
        expected_spend.expected_spend as expected_revenue_{{ longest_horizon() }}d,
        champion_scores.expected_next_purchase_date,
        champion_scores.expected_date_lower,
        champion_scores.expected_date_upper,
        reasons.reason,
        reasons.reason_ru,
        reasons.reason_codes,
        champion_scores.model_name,
        sales_window.is_synthetic
    from champion_scores
    inner join expected_spend on champion_scores.customer_id = expected_spend.customer_id
    inner join reasons on champion_scores.customer_id = reasons.customer_id
    cross join sales_window

)

select * from final
order by customer_id
