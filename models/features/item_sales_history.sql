-- What the sales until the date say of an item: how often, how recently, at what price. A piece that was
-- taken back has not been sold, and is there again.

with as_of_dates as (

    select distinct as_of_date from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'training_window')

),

sales as (

    select * from {{ ref('int_sales') }}

),

known as (

    select
        sales.*,
        as_of_dates.as_of_date,
        {{ dbt.datediff('sales.sale_date', 'as_of_dates.as_of_date', 'day') }} as age_days,
        {{ dbt.datediff('sales.taken_back_on', 'as_of_dates.as_of_date', 'day') }} as days_since_return,
        {{ stands_on('sales', 'as_of_dates.as_of_date') }} as stands
    from sales
    inner join as_of_dates on sales.sale_date <= as_of_dates.as_of_date

),

final as (

    select
        as_of_date,
        item_id,
        min(sale_date) filter (where stands) as first_sold_date,
        max(sale_date) filter (where stands) as last_sold_date,
        min(age_days) filter (where stands) as days_since_last_sale,
        min(days_since_return) filter (where not stands) as days_since_last_return,
        count(*) filter (where stands) as units_sold,
        count(*) filter (where stands and age_days < 7) as units_sold_7d,
        count(*) filter (where stands and age_days < 30) as units_sold_30d,
        count(*) filter (where stands and age_days < 90) as units_sold_90d,
        count(distinct customer_id) filter (where stands and age_days < 90) as buyers_90d,
        count(distinct customer_id) filter (where stands) as buyer_count,
        count(distinct sale_date) filter (where stands) as sale_day_count,
        max_by(price, (sale_date, sale_id)) as last_price
    from known
    group by as_of_date, item_id

)

select * from final
