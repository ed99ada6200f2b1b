-- The champion's lists, and which of their places stock allows: an item goes to those who are likeliest to buy it. All
-- places that are listed are asked for, so one may go to a list in which variety then moves it beyond what is served.

with lists as (

    select lists.*
    from {{ ref('next_items_lists') }} as lists
    inner join {{ ref('next_items_champion') }} as champion on lists.model_name = champion.model_name

),

places as (

    select * from {{ ref('next_items_places') }}

),

judged as (

    select
        lists.split_name,
        lists.as_of_date,
        lists.model_name,
        lists.customer_id,
        lists.rank,
        lists.item_id,
        places.category,
        lists.probability,
        places.most_lists is null or row_number() over (
            partition by lists.split_name, lists.item_id
            order by lists.probability desc, lists.rank asc, lists.customer_id asc
        ) <= places.most_lists as is_allowed
    from lists
    inner join places
        on lists.split_name = places.split_name
            and lists.item_id = places.item_id

),

final as (

    select
        *,
        case when is_allowed then row_number() over (
            partition by split_name, customer_id, category, is_allowed
            order by rank
        ) end as place_in_category
    from judged

)

select * from final
