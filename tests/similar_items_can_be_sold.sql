-- What has sold out is like nothing that people are shown.
select similar_items.*
from {{ ref('similar_items') }} as similar_items
inner join {{ ref('dim_items') }} as items on similar_items.similar_item_id = items.item_id
where not items.is_sellable
