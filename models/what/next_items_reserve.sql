-- What stands in where limits leave room in a list: of each category the three items that sell best, and of no more
-- categories than a list has places, those whose best item sells best.

{% set most_of_each = 3 -%}

with popular_items as (

    select * from {{ ref('popular_items') }}

),

places as (

    select * from {{ ref('next_items_places') }}

),

shared as (

    select
        popular_items.split_name,
        popular_items.item_id,
        places.category,
        places.most_lists,
        popular_items.popularity_rank,
        popular_items.buyers_90d
        / nullif(cast(sum(popular_items.buyers_90d) over (partition by popular_items.split_name) as double), 0)
            as buyer_share,
        min(popular_items.popularity_rank) over (partition by popular_items.split_name, places.category)
            as category_popularity_rank
    from popular_items
    inner join places
        on popular_items.split_name = places.split_name
            and popular_items.item_id = places.item_id
    qualify row_number() over (
        partition by popular_items.split_name, places.category
        order by popular_items.popularity_rank
    ) <= {{ most_of_each }}

),

final as (

    select
        split_name,
        item_id,
        category,
        most_lists,
        popularity_rank,
        buyer_share
    from shared
    qualify dense_rank() over (
        partition by split_name
        order by category_popularity_rank
    ) <= {{ served_list_length() }}

)

select * from final
