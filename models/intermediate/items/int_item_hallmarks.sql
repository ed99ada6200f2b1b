with matches as (

    select * from {{ ref('int_item_pattern_matches') }}

),

finenesses as (

    select * from {{ ref('metal_finenesses') }}

),

stated as (

    select
        item_id,
        -- Spark may cast before it filters.
        try_cast(attribute_value as integer) as fineness,
        min(first_character) as first_character
    from matches
    where attribute_name = 'fineness'
    group by item_id, attribute_value

),

named_metals as (

    select distinct
        item_id,
        attribute_value as metal
    from matches
    where attribute_name = 'metal'

),

final as (

    select
        stated.item_id,
        stated.fineness,
        stated.first_character,
        finenesses.metal,
        finenesses.is_usual,
        named_metals.metal is not null as is_metal_named
    from stated
    inner join finenesses on stated.fineness = finenesses.fineness
    left join named_metals
        on stated.item_id = named_metals.item_id
            and finenesses.metal = named_metals.metal

)

select * from final
