with named as (

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
        filter (where hallmarks.metal = named.metal) as own_fineness,
        bool_or(hallmarks.is_metal_named) as is_plausible
    from hallmarks
    left join named on hallmarks.item_id = named.item_id
    group by hallmarks.item_id

),

-- A fineness alone names the metal where it is usual for one metal only: 585 does, 999 does not.
implied as (

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

-- A metal beside a fineness that no metal of the text can have («Серебро 585») is a contradiction:
-- no telling which of the two is wrong, so both go.
final as (

    select
        coalesce(named.item_id, stated.item_id) as item_id,
        case when stated.is_plausible is not false then named.metal else implied.metal end as metal,
        case when stated.is_plausible is not false then named.metal_colour end as metal_colour,
        case when named.item_id is null then stated.fineness else stated.own_fineness end as fineness
    from named
    full outer join stated on named.item_id = stated.item_id
    left join implied on stated.item_id = implied.item_id and named.item_id is null

)

select * from final
