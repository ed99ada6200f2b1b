-- Who buys as no person does has no features: the plain sums, where the var says that nobody learns from them.

with unusual_customers as (

    select * from {{ ref('int_unusual_customers') }}

),

left_out_sales as (

    select sales.*
    from {{ ref('stg_sales') }} as sales
    inner join unusual_customers on sales.customer_id = unusual_customers.customer_id
    where sales.taken_back_on is null and {{ not var('learn_from_unusual_customers') }}

),

final as (

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

)

select * from final
