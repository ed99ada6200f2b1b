select
    split_name,
    as_of_date,
    model_name,
    customer_id,
    rank,
    item_id,
    probability
from {{ ref('next_items_lists') }}
where split_name in ('validation', 'test')
