with categories as (

    select * from {{ ref('item_category_patterns') }}

),

metals as (

    select * from {{ ref('item_metal_patterns') }}

),

stones as (

    select * from {{ ref('item_stone_patterns') }}

),

finenesses as (

    select * from {{ ref('int_item_fineness_patterns') }}

),

every_pattern as (

    select
        'category' as attribute,
        category as attribute_value,
        cast(null as {{ dbt.type_string() }}) as metal_colour,
        pattern,
        priority,
        script,
        is_jewelry as implies_jewelry
    from categories
    union all
    select 'metal', metal, metal_colour, pattern, priority, script, implies_jewelry from metals
    union all
    select 'stone', stone, null, pattern, priority, script, implies_jewelry from stones
    union all
    select attribute, attribute_value, null, pattern, priority, script, implies_jewelry from finenesses

),

-- `*` stands for the rest of a word. Plain text finds most patterns, fifty times faster than a
-- regular expression; those with a `*` before their end need one to see that the words adjoin.
final as (

    select
        *,
        ' ' || split_part(pattern || ' ', '*', 1) as pattern_start,
        split_part(pattern || ' ', '*', 2) as pattern_rest,
        case
            when pattern like '%*_%' then ' ' || replace(pattern, '*', '[^ ]*') || ' '
        end as pattern_regexp
    from every_pattern

)

select * from final
