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

-- Who buys as no person does has no features: the plain sums, and no segment.
left_out_sales as (

    select sales.*
    from {{ ref('stg_sales') }} as sales
    inner join unusual_customers on sales.customer_id = unusual_customers.customer_id
    where sales.taken_back_on is null and {{ not var('learn_from_unusual_customers') }}

),

left_out as (

    select
        customer_id,
        max_by(town, (sale_date, sale_id)) filter (where town is not null) as town,
        max_by(bonus_points, (sale_date, sale_id)) filter (where bonus_points is not null) as bonus_points,
        min(sale_date) as first_purchase_date,
        max(sale_date) as last_purchase_date,
        count(distinct sale_date) as purchase_count,
        cast(sum(price) as decimal(18, 2)) as total_spend
    from left_out_sales
    group by customer_id

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
