with named_metals as (

    select * from {{ ref('int_item_named_metals') }}

),

hallmarks as (

    select * from {{ ref('int_item_hallmarks') }}

),

stated as (

    select
        hallmarks.item_id,
        min_by(hallmarks.fineness, hallmarks.first_character) as fineness,
        min_by(hallmarks.fineness, hallmarks.first_character)
            filter (where hallmarks.metal = named_metals.metal) as fineness_of_named_metal,
        bool_or(hallmarks.is_metal_named) as is_plausible
    from hallmarks
    left join named_metals on hallmarks.item_id = named_metals.item_id
    group by hallmarks.item_id

),

-- A fineness alone names the metal where it is usual for one metal only: 585 does, 999 does not.
implied_metals as (

    select
        stated.item_id,
        max(hallmarks.metal) as metal
    from stated
    inner join hallmarks
        on stated.item_id = hallmarks.item_id
        and stated.fineness = hallmarks.fineness
    where hallmarks.is_usual
    group by stated.item_id
    having count(*) = 1

),

-- A metal beside a fineness that no metal of the text can have («Серебро 585») is a contradiction,
-- and no telling which of the two is wrong: both go.
final as (

    select
        coalesce(named_metals.item_id, stated.item_id) as item_id,
        case
            when named_metals.item_id is null then implied_metals.metal
            when coalesce(stated.is_plausible, true) then named_metals.metal
        end as metal,
        case when coalesce(stated.is_plausible, true) then named_metals.metal_colour end as metal_colour,
        case
            when named_metals.item_id is null then stated.fineness
            else stated.fineness_of_named_metal
        end as fineness
    from named_metals
    full outer join stated on named_metals.item_id = stated.item_id
    left join implied_metals on stated.item_id = implied_metals.item_id

)

select * from final
