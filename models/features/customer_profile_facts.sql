-- Town and bonus points as the latest sale until the date states them, of those not taken back by then.

with asked as (

    select * from {{ ref('customer_rows') }}

),

sales as (

    select * from {{ ref('int_sales') }}
    where customer_id is not null

),

final as (

    select
        sales.customer_id,
        asked.as_of_date,
        max_by(sales.town, (sales.sale_date, sales.sale_id)) filter (where sales.town is not null) as town,
        max_by(sales.bonus_points, (sales.sale_date, sales.sale_id))
        filter (where sales.bonus_points is not null) as bonus_points
    from asked
    inner join sales
        on asked.customer_id = sales.customer_id
            and asked.as_of_date >= sales.sale_date
            and {{ stands_on('sales', 'asked.as_of_date') }}
    group by sales.customer_id, asked.as_of_date

)

select * from final
