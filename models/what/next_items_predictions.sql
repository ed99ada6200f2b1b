-- The lists of every recommender, where they can be used.

with scores as (

    {{ union_of_families('next_items', families('next_items').keys() | list) }}

),

health as (

    select * from {{ ref('next_items_health') }}
    where is_healthy

),

final as (

    select scores.*
    from scores
    inner join health
        on scores.model_name = health.model_name
            and scores.split_name = health.split_name

)

select * from final
