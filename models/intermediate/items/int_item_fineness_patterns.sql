with finenesses as (

    select * from {{ ref('metal_finenesses') }}

),

numbers as (

    select distinct cast(fineness as {{ dbt.type_string() }}) as fineness from finenesses

),

-- «Au 585» tells metal and fineness in any language.
symbols as (

    select
        metal,
        cast(fineness as {{ dbt.type_string() }}) as fineness,
        symbol || ' ' || cast(fineness as {{ dbt.type_string() }}) as pattern
    from finenesses

),

-- A number alone says nothing of jewelry, a number with «проба» does.
final as (

    select 'metal' as attribute, metal as attribute_value, pattern, 1 as priority, 'any' as script, true as implies_jewelry
    from symbols
    union all
    select 'fineness', fineness, pattern, 1, 'any', true from symbols
    union all
    select 'fineness', fineness, fineness || ' проб*', 1, 'cyrillic', true from numbers
    union all
    select 'fineness', fineness, fineness || ' пр', 1, 'cyrillic', true from numbers
    union all
    select 'fineness', fineness, 'проба ' || fineness, 1, 'cyrillic', true from numbers
    union all
    select 'fineness', fineness, fineness, 2, 'cyrillic', false from numbers

)

select * from final
