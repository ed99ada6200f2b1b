-- «под золото», «японский кварц»: they take the words from a metal or a stone and tell none.
{% set no_colour = "cast(null as " ~ dbt.type_string() ~ ")" %}
{% set kinds = [
    ('item_category_patterns', "'category'", "category", no_colour, "is_jewelry"),
    ('item_metal_patterns', "'metal'", "nullif(metal, 'not_a_metal')",
        "nullif(metal_colour, 'unknown')", "implies_jewelry"),
    ('item_stone_patterns', "'stone'", "nullif(stone, 'not_a_stone')", no_colour, "implies_jewelry"),
    ('int_item_fineness_patterns', "attribute_name", "attribute_value", no_colour, "implies_jewelry"),
] %}

with every_pattern as (

    {% for relation, attribute_name, attribute_value, metal_colour, implies_jewelry in kinds %}
    select
        {{ attribute_name }} as attribute_name,
        {{ attribute_value }} as attribute_value,
        {{ metal_colour }} as metal_colour,
        pattern,
        priority,
        script,
        {{ implies_jewelry }} as implies_jewelry
    from {{ ref(relation) }}
    union all
    {% endfor %}
    -- What is no goods is named first in a Russian text, as a piece of jewelry is.
    select
        'category' as attribute_name,
        kind as attribute_value,
        {{ no_colour }} as metal_colour,
        pattern,
        1 as priority,
        'cyrillic' as script,
        false as implies_jewelry
    from {{ ref('not_goods_patterns') }}
    where place = 'first' and {{ matches('pattern', '[' ~ cyrillic_letters() ~ ']') }}

),

final as (

    select
        *,
        {{ pattern_parts('pattern') }}
    from every_pattern

)

select * from final
