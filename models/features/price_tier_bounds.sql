-- Thirds of the prices of a category and metal, from the sales until the date. Groups with fewer
-- sales than that make a third of anything lean on the metal, then on the whole shop.

{% set fewest_sales = 30 -%}

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

bounds as (

    select
        as_of_date,
        metal,
        category,
        count(*) as sale_count,
        percentile_cont(0.333333) within group (order by price) as low_bound,
        percentile_cont(0.666667) within group (order by price) as high_bound
    from known
    group by grouping sets ((as_of_date), (as_of_date, metal), (as_of_date, metal, category))

),

item_kinds as (

    select distinct
        category,
        metal
    from items

),

kinds as (

    select
        as_of_dates.as_of_date,
        item_kinds.category,
        item_kinds.metal
    from as_of_dates
    cross join item_kinds

),

final as (

    select
        kinds.as_of_date,
        kinds.category,
        kinds.metal,
        coalesce(own.low_bound, of_metal.low_bound, of_shop.low_bound) as low_bound,
        coalesce(own.high_bound, of_metal.high_bound, of_shop.high_bound) as high_bound
    from kinds
    left join bounds as own
        on kinds.as_of_date = own.as_of_date
            and kinds.metal = own.metal
            and kinds.category = own.category
            and own.sale_count >= {{ fewest_sales }}
    left join bounds as of_metal
        on kinds.as_of_date = of_metal.as_of_date
            and kinds.metal = of_metal.metal
            and of_metal.category is null
            and of_metal.sale_count >= {{ fewest_sales }}
    left join bounds as of_shop
        on kinds.as_of_date = of_shop.as_of_date
            and of_shop.metal is null
            and of_shop.category is null

)

select * from final
