-- What a customer has bought until the date of a split or training window, item by item: what a recommender
-- learns from.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'training_window')

),

sales as (

    select * from {{ ref('int_sales') }}
    where customer_id is not null

),

items as (

    select * from {{ ref('item_features') }}

),

final as (

    select
        as_of_dates.kind,
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        sales.customer_id,
        sales.item_id,
        any_value(items.archetype) as archetype,
        any_value(items.category) as category,
        any_value(items.is_sellable) as is_sellable,
        count(distinct sales.sale_date) as purchase_count,
        min(sales.sale_date) as first_purchase_date,
        max(sales.sale_date) as last_purchase_date
    from as_of_dates
    inner join sales
        on as_of_dates.as_of_date >= sales.sale_date
            and {{ stands_on('sales', 'as_of_dates.as_of_date') }}
    inner join items
        on as_of_dates.role = items.split_name
            and sales.item_id = items.item_id
    group by as_of_dates.kind, as_of_dates.role, as_of_dates.as_of_date, sales.customer_id, sales.item_id

)

select * from final
