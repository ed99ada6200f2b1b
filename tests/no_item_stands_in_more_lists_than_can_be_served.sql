-- No item stands in more of the served lists than its pieces allow.
with served as (

    select
        split_name,
        item_id,
        count(*) as list_count
    from {{ ref('next_items_served') }}
    group by split_name, item_id

)

select
    served.*,
    places.most_lists
from served
inner join {{ ref('next_items_places') }} as places
    on served.split_name = places.split_name
        and served.item_id = places.item_id
where served.list_count > places.most_lists
