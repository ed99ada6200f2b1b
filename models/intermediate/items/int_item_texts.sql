with items as (

    select * from {{ ref('int_items') }}

),

folded as (

    select
        item_id,
        replace(lower(coalesce(item_name, '')), 'ё', 'е') as item_text
    from items

),

-- Decimals, article codes and norms («1,785», «000000-000000», «26272-98») go, so that what looks
-- like a fineness in them is none; glued words («Ag925», «585пр») come apart.
apart as (

    select
        item_id,
        item_text,
        {{ space_between(
            space_between(
                replace_all("item_text", "'[0-9]+([.,-][0-9]+)+'", "' '"),
                '0-9', 'a-z' ~ cyrillic_letters()
            ),
            'a-z' ~ cyrillic_letters(), '0-9'
        ) }} as loose_text
    from folded

),

-- A space on both sides of every word makes a word's edge an ordinary character, which engines
-- agree on, where their `\b` is not.
final as (

    select
        item_id,
        item_text,
        ' ' || {{ bare_words('loose_text') }} || ' ' as item_words,
        case
            when {{ matches('item_text', '[' ~ cyrillic_letters() ~ ']') }} then 'cyrillic'
            else 'latin'
        end as script
    from apart

)

select * from final
