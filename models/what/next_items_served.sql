-- The champion's lists as a shop can serve them: an item goes to those who are likeliest to buy it, in as many
-- lists as its pieces allow, and what is more of a category than a list should hold comes after the rest.

with lists as (

    select lists.*
    from {{ ref('next_items_lists') }} as lists
    inner join {{ ref('next_items_champion') }} as champion on lists.model_name = champion.model_name

),

places as (

    select * from {{ ref('next_items_places') }}

),

allowed as (

    select
        lists.*,
        places.category
    from lists
    inner join places
        on lists.split_name = places.split_name
            and lists.item_id = places.item_id
    qualify places.most_lists is null or row_number() over (
        partition by lists.split_name, lists.item_id
        order by lists.probability desc, lists.rank asc, lists.customer_id asc
    ) <= places.most_lists

),

varied as (

    select
        *,
        row_number() over (partition by split_name, customer_id, category order by rank) as place_in_category
    from allowed

),

final as (

    select
        split_name,
        as_of_date,
        model_name,
        customer_id,
        cast(row_number() over (
            partition by split_name, customer_id
            order by
                {%- if var('most_of_a_category') %}
                case when place_in_category > {{ var('most_of_a_category') }} then 1 else 0 end asc,
                {%- endif %}
                rank asc
        ) as integer) as rank,
        rank as ranked_as,
        item_id,
        probability
    from varied

)

select * from final
where rank <= {{ served_list_length() }}
