-- «Au 585» tells metal and fineness in any language. Russian has more forms, of which the number
-- alone says nothing of jewelry.
{% set forms = [
    ("'metal'", "metal", "symbol || ' ' || fineness", 1, 'any', true),
    ("'fineness'", "fineness", "symbol || ' ' || fineness", 1, 'any', true),
    ("'fineness'", "fineness", "fineness || ' проб*'", 1, 'cyrillic', true),
    ("'fineness'", "fineness", "fineness || ' пр'", 1, 'cyrillic', true),
    ("'fineness'", "fineness", "'проба ' || fineness", 1, 'cyrillic', true),
    ("'fineness'", "fineness", "fineness", 2, 'cyrillic', false),
] %}

with finenesses as (

    select
        metal,
        symbol,
        cast(fineness as {{ dbt.type_string() }}) as fineness
    from {{ ref('metal_finenesses') }}

),

-- A fineness of two metals gives one pattern.
final as (

    {% for attribute_name, attribute_value, pattern, priority, script, implies_jewelry in forms %}
    select distinct
        {{ attribute_name }} as attribute_name,
        {{ attribute_value }} as attribute_value,
        {{ pattern }} as pattern,
        {{ priority }} as priority,
        '{{ script }}' as script,
        {{ implies_jewelry | lower }} as implies_jewelry
    from finenesses
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select * from final
