-- The sales as models learn from them: those of who buys as no person does stay the shop's sales, and
-- are nobody's.

with sales as (

    select * from {{ ref('stg_sales') }}

),

unusual_customers as (

    select * from {{ ref('int_unusual_customers') }}

),

final as (

    select
        ---------- ids
        sales.sale_id,
        case when unusual_customers.customer_id is null then sales.customer_id end as customer_id,
        sales.item_id,

        ---------- texts
        sales.item_name,
        sales.town,
        sales.sale_format,
        sales.is_trade_in,

        ---------- numbers
        sales.price,
        sales.bonus_points,

        ---------- dates
        sales.sale_date,
        sales.taken_back_on,

        ---------- where it comes from
        sales.source_file,
        sales.source_row,
        sales.is_synthetic
    from sales
    left join unusual_customers
        on sales.customer_id = unusual_customers.customer_id
            and {{ not var('learn_from_unusual_customers') }}

)

select * from final
