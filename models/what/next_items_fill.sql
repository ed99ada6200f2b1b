-- What sells best of each category, for the lists that limits have left room in. Nobody is known to want it more than
-- another: who gets the lists that an item has left is drawn by a hash, or the same few would get all of them.

with listed as (

    select * from {{ ref('next_items_allowed') }}

),

probabilities as (

    select * from {{ ref('next_purchase_champion_scores') }}
    where horizon_days = {{ longest_horizon() }}

),

given as (

    select
        split_name,
        item_id,
        count(*) as list_count
    from listed
    where is_allowed
    group by split_name, item_id

),

with_room as (

    select
        split_name,
        customer_id,
        max(as_of_date) as as_of_date,
        max(model_name) as model_name
    from listed
    where {{ lists_have_limits() }}
    group by split_name, customer_id
    having count(*) filter (where place_in_category <= {{ most_of_a_category() }}) < {{ served_list_length() }}

),

final as (

    select
        with_room.split_name,
        with_room.as_of_date,
        with_room.model_name,
        with_room.customer_id,
        {{ list_length() }} + reserve.popularity_rank as rank,
        reserve.item_id,
        reserve.category,
        probabilities.probability * coalesce(reserve.buyer_share, 0) as probability
    from with_room
    inner join {{ ref('next_items_reserve') }} as reserve on with_room.split_name = reserve.split_name
    inner join probabilities
        on with_room.split_name = probabilities.split_name
            and with_room.customer_id = probabilities.customer_id
    left join listed
        on with_room.split_name = listed.split_name
            and with_room.customer_id = listed.customer_id
            and reserve.item_id = listed.item_id
    left join given
        on reserve.split_name = given.split_name
            and reserve.item_id = given.item_id
    where listed.item_id is null
    qualify reserve.most_lists is null or row_number() over (
        partition by with_room.split_name, reserve.item_id
        order by {{ hashed_id("with_room.customer_id || reserve.item_id") }} asc, with_room.customer_id asc
    ) <= reserve.most_lists - coalesce(given.list_count, 0)

)

select * from final
