with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

customer_features as (

    select customer_features.*
    from {{ ref('customer_features') }} as customer_features
    inner join sales_window on customer_features.as_of_date = sales_window.last_sale_date

),

unusual_customers as (

    select * from {{ ref('int_unusual_customers') }}

),

-- Who buys as no person does has no features, and no segment.
left_out as (

    select * from {{ ref('int_left_out_customers') }}

),

every_customer as (

    select
        customer_id,
        town,
        bonus_points,
        first_purchase_date,
        last_purchase_date,
        purchase_count,
        total_spend,
        average_order_value,
        rfm_segment,
        recency_score,
        frequency_score,
        monetary_score,
        median_gap_days,
        preferred_category,
        preferred_metal
    from customer_features
    union all
    select
        *,
        cast(total_spend as double) / purchase_count as average_order_value,
        null as rfm_segment,
        null as recency_score,
        null as frequency_score,
        null as monetary_score,
        null as median_gap_days,
        null as preferred_category,
        null as preferred_metal
    from left_out

),

final as (

    select
        every_customer.*,
        unusual_customers.customer_id is not null as is_unusual,
        sales_window.last_sale_date as as_of_date,
        sales_window.is_synthetic
    from every_customer
    left join unusual_customers on every_customer.customer_id = unusual_customers.customer_id
    cross join sales_window

)

select
    customer_id,
    as_of_date,
    town,
    bonus_points,
    first_purchase_date,
    last_purchase_date,
    purchase_count,
    total_spend,
    average_order_value,
    rfm_segment,
    recency_score,
    frequency_score,
    monetary_score,
    median_gap_days,
    preferred_category,
    preferred_metal,
    is_unusual,
    is_synthetic
from final
order by customer_id
