-- Town and bonus points as the latest sale until the date states them, of those not taken back by then.

with as_of_dates as (

    select distinct as_of_date from {{ ref('int_as_of_dates') }}

),

sales as (

    select * from {{ ref('int_sales') }}
    where customer_id is not null

),

final as (

    select
        sales.customer_id,
        as_of_dates.as_of_date,
        max_by(sales.town, (sales.sale_date, sales.sale_id)) filter (where sales.town is not null) as town,
        max_by(sales.bonus_points, (sales.sale_date, sales.sale_id))
        filter (where sales.bonus_points is not null) as bonus_points
    from sales
    inner join as_of_dates
        on sales.sale_date <= as_of_dates.as_of_date
            and {{ stands_on('sales', 'as_of_dates.as_of_date') }}
    group by sales.customer_id, as_of_dates.as_of_date

)

select * from final
