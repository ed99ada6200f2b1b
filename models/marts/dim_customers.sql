with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        customer_features.customer_id,
        customer_features.as_of_date,
        customer_features.town,
        customer_features.bonus_points,
        customer_features.first_purchase_date,
        customer_features.last_purchase_date,
        customer_features.purchase_count,
        customer_features.total_spend,
        customer_features.average_order_value,
        customer_features.rfm_segment,
        customer_features.recency_score,
        customer_features.frequency_score,
        customer_features.monetary_score,
        customer_features.median_gap_days,
        customer_features.preferred_category,
        customer_features.preferred_metal,
        sales_window.is_synthetic
    from customer_features
    inner join sales_window on customer_features.as_of_date = sales_window.last_sale_date

)

select * from final
order by customer_id
