-- The champion's lists as a shop can serve them: what stock allows of them, what is more of a category than a
-- list should hold after the rest, and what sells best of each category where that leaves room.

with candidates as (

    select
        split_name,
        as_of_date,
        model_name,
        customer_id,
        rank,
        item_id,
        category,
        probability
    from {{ ref('next_items_allowed') }}
    where is_allowed
    union all
    select * from {{ ref('next_items_fill') }}

),

varied as (

    select
        *,
        row_number() over (partition by split_name, customer_id, category order by rank) as place_in_category
    from candidates

),

final as (

    select
        split_name,
        as_of_date,
        model_name,
        customer_id,
        cast(row_number() over (
            partition by split_name, customer_id
            order by case when place_in_category > {{ most_of_a_category() }} then 1 else 0 end asc, rank asc
        ) as integer) as rank,
        case when rank <= {{ list_length() }} then rank end as ranked_as,
        item_id,
        probability
    from varied

)

select * from final
where rank <= {{ served_list_length() }}
