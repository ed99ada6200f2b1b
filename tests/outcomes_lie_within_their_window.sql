-- A backtest's answers are what known customers bought in the longest horizon after the as-of date:
-- as much as the sales of those days say.
with outcomes as (

    select
        split_name,
        as_of_date,
        {{ date_plus_days('as_of_date', longest_horizon()) }} as last_day,
        sum(revenue) as revenue
    from {{ ref('next_items_outcomes') }}
    group by split_name, as_of_date

),

sales as (

    select * from {{ ref('int_sales') }}

),

known_customers as (

    select * from {{ ref('known_customers') }}

),

sold as (

    select
        outcomes.split_name,
        sum(sales.price) as revenue
    from outcomes
    inner join known_customers on outcomes.as_of_date = known_customers.as_of_date
    inner join sales on known_customers.customer_id = sales.customer_id
    where outcomes.as_of_date < sales.sale_date and sales.sale_date <= outcomes.last_day
        and {{ stands_on('sales', 'outcomes.last_day') }}
    group by outcomes.split_name

)

select
    outcomes.split_name,
    outcomes.revenue as outcome_revenue,
    sold.revenue as sold_revenue
from outcomes
left join sold on outcomes.split_name = sold.split_name
where sold.revenue is null or outcomes.revenue <> sold.revenue
