-- What is taken on the same day: the ten categories of most purchases, each beside each other.

with purchases as (

    select distinct
        sales.customer_id,
        sales.sale_date,
        items.category
    from {{ ref('fct_sales') }} as sales
    inner join {{ ref('dim_items') }} as items on sales.item_id = items.item_id
    where sales.customer_id is not null and sales.taken_back_on is null

),

categories as (

    select
        category,
        count(*) as purchase_count
    from purchases
    group by category
    order by purchase_count desc, category asc
    limit 10

),

together as (

    select
        ones.category,
        others.category as other_category,
        count(*) as purchase_count
    from purchases as ones
    inner join purchases as others
        on ones.customer_id = others.customer_id and ones.sale_date = others.sale_date
    group by ones.category, others.category

)

select
    ones.category,
    others.category as other_category,
    -- Beside itself a category is always there, which would outshine all else.
    case
        when ones.category != others.category then coalesce(together.purchase_count, 0) / ones.purchase_count
    end as purchase_share
from categories as ones
cross join categories as others
left join together on ones.category = together.category and others.category = together.other_category
order by ones.purchase_count desc, ones.category asc, others.purchase_count desc, others.category asc
