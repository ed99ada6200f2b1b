-- What lists and purchases name.

select
    item_id,
    item_name,
    category,
    metal,
    price_tier,
    last_price
from {{ ref('dim_items') }}
order by item_id
