-- The kinds of pieces that could be sold as of each date of a ranker.

with items as (

    select * from {{ ref('ranker_items') }}

),

final as (

    select
        split_name,
        role,
        archetype,
        category,
        metal,
        price_tier,
        count(*) as item_count
    from items
    group by all

)

select * from final
