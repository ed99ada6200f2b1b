-- What to show to each customer.

select
    customer_id,
    item_id,
    probability,
    reason,
    reason_ru
from {{ ref('customer_next_items') }}
order by customer_id, rank
