-- Who buys as no person does, and so is on no list.

select
    customer_id,
    reason,
    is_left_out
from {{ ref('unusual_customers') }}
order by customer_id
