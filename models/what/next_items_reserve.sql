-- What stands in where limits leave room in a list: of each category the three items that sell best.

{% set most_of_each = 3 -%}

with popular_items as (

    select * from {{ ref('popular_items') }}

),

places as (

    select * from {{ ref('next_items_places') }}

),

final as (

    select
        popular_items.split_name,
        popular_items.item_id,
        places.category,
        places.most_lists,
        popular_items.popularity_rank,
        popular_items.buyers_90d
        / nullif(cast(sum(popular_items.buyers_90d) over (partition by popular_items.split_name) as double), 0)
            as buyer_share
    from popular_items
    inner join places
        on popular_items.split_name = places.split_name
            and popular_items.item_id = places.item_id
    qualify row_number() over (
        partition by popular_items.split_name, places.category
        order by popular_items.popularity_rank
    ) <= {{ most_of_each }}

)

select * from final
