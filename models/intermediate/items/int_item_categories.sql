with texts as (

    select * from {{ ref('int_item_texts') }}

),

matches as (

    select * from {{ ref('int_item_pattern_matches') }}

),

own_words as (

    select * from {{ ref('int_item_own_words') }}

),

-- What the text names first is what is sold: «Подвеска на цепь» is a pendant.
named as (

    select * from matches
    where attribute_name = 'category'
    qualify row_number() over (partition by item_id order by first_character, priority, pattern) = 1

),

signs as (

    select
        item_id,
        bool_or(implies_jewelry) as is_jewelry
    from matches
    group by item_id

),

final as (

    select
        texts.item_id,
        texts.script,
        coalesce(
            named.attribute_value,
            case when signs.is_jewelry then 'unknown' else own_words.own_word end,
            'other'
        ) as category,
        coalesce(named.implies_jewelry, signs.is_jewelry, false) as is_jewelry
    from texts
    left join named on texts.item_id = named.item_id
    left join signs on texts.item_id = signs.item_id
    left join own_words on texts.item_id = own_words.item_id

)

select * from final
