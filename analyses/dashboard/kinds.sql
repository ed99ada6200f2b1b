-- What sells, by kind: the last year of the sales.

select
    items.category,
    items.metal,
    items.price_tier,
    count(*) as units,
    sum(sales.price) as revenue
from {{ ref('fct_sales') }} as sales
inner join {{ ref('dim_items') }} as items on sales.item_id = items.item_id
where
    sales.sale_date > (
        select cast({{ dbt.dateadd('day', -365, 'max(recent.sale_date)') }} as date)
        from {{ ref('fct_sales') }} as recent
    )
    and sales.taken_back_on is null
group by items.category, items.metal, items.price_tier
order by items.category, items.metal, items.price_tier
