with found as (

    select
        patterns.*,
        texts.item_id,
        texts.item_words,
        {{ matched_text('patterns', 'texts.item_words') }} as matched_text
    from {{ ref('int_item_texts') }} as texts
    inner join {{ ref('int_item_patterns') }} as patterns
        on {{ pattern_is_in('patterns', 'texts.item_words') }}
            and patterns.script in (texts.script, 'any')

),

-- The match is the leftmost one, so its text has no earlier place. It begins after a space.
placed as (

    select
        *,
        instr(item_words, matched_text) + 1 as first_character,
        instr(item_words, matched_text) + length(matched_text) - 1 as last_character
    from found
    where matched_text <> ''

),

-- Of two patterns of one attribute on the same words the one with the smaller priority number is
-- right: «под золото» is no gold, a «key ring» no ring.
final as (

    select
        item_id,
        attribute_name,
        attribute_value,
        metal_colour,
        pattern,
        priority,
        implies_jewelry,
        first_character
    from placed
    where attribute_value is not null
        and not exists (
            select 1 from placed as stronger
            where stronger.item_id = placed.item_id
                and stronger.attribute_name = placed.attribute_name
                and stronger.priority < placed.priority
                and stronger.first_character <= placed.last_character
                and stronger.last_character >= placed.first_character
        )

)

select * from final
