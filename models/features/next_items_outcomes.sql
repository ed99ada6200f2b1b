-- What customers known as of a split's date bought within the longest horizon after it; only where
-- the sales cover that window to its end, and what was not taken back by then. A new item's archetype is read by the split's own bounds.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind = 'split'
        and {{ dbt.datediff('as_of_date', 'last_sale_date', 'day') }} >= {{ longest_horizon() }}

),

sales as (

    select * from {{ ref('int_sales') }}

),

known_customers as (

    select * from {{ ref('known_customers') }}

),

attributes as (

    select * from {{ ref('int_item_attributes') }}

),

bounds as (

    select * from {{ ref('price_tier_bounds') }}

),

catalogue as (

    select * from {{ ref('item_features') }}

),

bought as (

    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        sales.customer_id,
        sales.item_id,
        max(sales.price) as price,
        cast(sum(sales.price) as decimal(18, 2)) as revenue
    from as_of_dates
    inner join sales
        on as_of_dates.as_of_date < sales.sale_date
            and sales.sale_date <= {{ date_plus_days('as_of_dates.as_of_date', longest_horizon()) }}
            and {{ stands_on('sales', date_plus_days('as_of_dates.as_of_date', longest_horizon())) }}
    inner join known_customers
        on sales.customer_id = known_customers.customer_id
            and as_of_dates.as_of_date = known_customers.as_of_date
    group by as_of_dates.role, as_of_dates.as_of_date, sales.customer_id, sales.item_id

),

final as (

    select
        bought.split_name,
        bought.as_of_date,
        bought.customer_id,
        bought.item_id,
        bought.revenue,
        attributes.category,
        coalesce(
            catalogue.archetype,
            {{ archetype('attributes.category', 'attributes.metal',
                price_tier('bought.price', 'bounds.low_bound', 'bounds.high_bound')) }}
        ) as archetype,
        coalesce(catalogue.is_sellable, false) as is_reachable
    from bought
    inner join attributes on bought.item_id = attributes.item_id
    left join bounds
        on bought.as_of_date = bounds.as_of_date
            and attributes.category = bounds.category
            and attributes.metal = bounds.metal
    left join catalogue
        on bought.split_name = catalogue.split_name
            and bought.item_id = catalogue.item_id

)

select * from final
