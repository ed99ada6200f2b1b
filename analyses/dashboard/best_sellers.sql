-- The items that sold most in the last 90 days and can still be sold.

select
    items.item_name,
    items.category,
    items.metal,
    items.price_tier,
    count(*) as units_90d,
    sum(sales.price) as revenue_90d,
    items.last_price,
    items.last_sold_date
from {{ ref('fct_sales') }} as sales
inner join {{ ref('dim_items') }} as items on sales.item_id = items.item_id
where
    items.is_sellable
    and sales.taken_back_on is null
    and sales.sale_date > (
        select cast({{ dbt.dateadd('day', -90, 'max(recent.sale_date)') }} as date)
        from {{ ref('fct_sales') }} as recent
    )
group by
    items.item_id,
    items.item_name,
    items.category,
    items.metal,
    items.price_tier,
    items.last_price,
    items.last_sold_date
order by units_90d desc, revenue_90d desc, items.item_id asc
limit 100
