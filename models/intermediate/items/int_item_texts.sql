with items as (

    select * from {{ ref('int_items') }}

),

folded as (

    select
        item_id,
        {{ folded("coalesce(item_name, '')") }} as item_text
    from items

),

final as (

    select
        item_id,
        item_text,
        {{ text_words('item_text') }} as item_words,
        case
            when {{ matches('item_text', '[' ~ cyrillic_letters() ~ ']') }} then 'cyrillic'
            else 'latin'
        end as script
    from folded

)

select * from final
