-- The words that tell a sale from what is none: the project's own, and those of the shop's file, which go first.

with raw_not_goods as (

    select * from {{ source('export', 'raw_not_goods') }}

),

-- A shop writes its words as it likes.
shop_patterns as (

    select
        kind,
        trim({{ replace_all(folded('pattern'), "'[^0-9a-z*" ~ cyrillic_letters() ~ "]+'", "' '") }}) as pattern,
        place
    from raw_not_goods

),

every_pattern as (

    select
        'item' as stands_in,
        kind,
        pattern,
        place,
        0 as priority
    from shop_patterns
    union all
    select
        'item' as stands_in,
        kind,
        pattern,
        place,
        case when kind = 'goods' then 1 else 2 end as priority
    from {{ ref('not_goods_patterns') }}
    {%- for column in row_text_columns() %}
    union all
    select
        '{{ column }}' as stands_in,
        kind,
        pattern,
        place,
        priority
    from {{ ref('row_word_patterns') }}
    where stands_in in ('any', '{{ column }}')
    {%- endfor %}

),

final as (

    select
        *,
        {{ pattern_parts('pattern') }}
    from every_pattern

)

select * from final
