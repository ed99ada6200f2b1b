with matches as (

    select * from {{ ref('int_item_pattern_matches') }}

),

named_stones as (

    select
        item_id,
        attribute_value as stone,
        min(first_character) as first_character
    from matches
    where attribute_name = 'stone'
    group by item_id, attribute_value

),

-- Sellers name the main stone first («с 1 гранатом, 0.489 карат; 3 бриллиантами, 0.023 карат»).
ranked as (

    select
        *,
        row_number() over (partition by item_id order by first_character, stone) as stone_rank
    from named_stones

),

final as (

    select
        item_id,
        max(case when stone_rank = 1 then stone end) as stone,
        {{ list_in_order('stone', 'stone_rank') }} as stones
    from ranked
    group by item_id

)

select * from final
