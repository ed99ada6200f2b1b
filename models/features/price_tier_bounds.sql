-- Where the thirds of the prices of a category and metal begin, as of a date. Groups with fewer
-- sales than that make a third of anything lean on the metal, then on the whole shop.

{% set fewest_sales = 30 -%}

with as_of_dates as (

    select distinct as_of_date from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'training_window')

),

items as (

    select * from {{ ref('int_item_attributes') }}

),

bounds as (

    select * from {{ ref('price_thirds') }}

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
