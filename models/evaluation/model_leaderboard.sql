select * from {{ ref('next_purchase_ranking') }}
union all
select * from {{ ref('next_items_ranking') }}
