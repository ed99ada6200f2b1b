with matches as (

    select * from {{ ref('int_item_pattern_matches') }}
    where attribute_name = 'metal'

),

-- The metal named first is the piece's own: «серебро с золотыми накладками» is silver.
firsts as (

    select
        item_id,
        attribute_value as metal
    from matches
    qualify row_number() over (partition by item_id order by first_character, attribute_value) = 1

),

-- The colour may stand further on: «золото 585 …, белое золото».
final as (

    select
        firsts.item_id,
        firsts.metal,
        min_by(matches.metal_colour, matches.first_character)
        filter (where matches.metal_colour is not null) as metal_colour
    from firsts
    inner join matches
        on firsts.item_id = matches.item_id
            and firsts.metal = matches.attribute_value
    group by firsts.item_id, firsts.metal

)

select * from final
