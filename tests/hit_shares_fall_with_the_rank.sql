-- No place of a list is likelier than the one above it.
select
    *,
    lag(hit_share) over (partition by split_name, model_name order by rank) as share_above
from {{ ref('next_items_hit_shares') }}
qualify hit_share > share_above + 1e-9
