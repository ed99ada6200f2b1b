-- Thirds of the prices from the sales until the date: of each category and metal, of each metal and of the shop.

with as_of_dates as (

    select distinct as_of_date from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'training_window')

),

sales as (

    select * from {{ ref('int_sales') }}

),

items as (

    select * from {{ ref('int_item_attributes') }}

),

known as (

    select
        as_of_dates.as_of_date,
        items.category,
        items.metal,
        cast(sales.price as double) as price
    from sales
    inner join as_of_dates
        on sales.sale_date <= as_of_dates.as_of_date
            and {{ stands_on('sales', 'as_of_dates.as_of_date') }}
    inner join items on sales.item_id = items.item_id

),

final as (

    select
        as_of_date,
        metal,
        category,
        count(*) as sale_count,
        percentile_cont(0.333333) within group (order by price) as low_bound,
        percentile_cont(0.666667) within group (order by price) as high_bound
    from known
    group by grouping sets ((as_of_date), (as_of_date, metal), (as_of_date, metal, category))

)

select * from final
