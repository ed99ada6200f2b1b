-- What sells now of the archetypes that suit each customer's taste: the more an archetype suits, the
-- more of its items.

{% set most_items = 3 * list_length() -%}
{% set most_by_archetype = 3 * list_length() -%}

with items as (

    select * from {{ ref('ranker_items') }}

),

archetype_chances as (

    select * from {{ ref('archetype_chances') }}

),

best_of_archetype as (

    select
        split_name,
        role,
        archetype,
        item_id,
        archetype_share,
        row_number() over (
            partition by split_name, role, archetype
            order by archetype_share desc, item_id asc
        ) as place
    from items
    qualify place <= {{ most_by_archetype }}

),

final as (

    select
        chances.split_name,
        chances.role,
        chances.customer_id,
        best_of_archetype.item_id
    from archetype_chances as chances
    inner join best_of_archetype
        on chances.split_name = best_of_archetype.split_name
            and chances.role = best_of_archetype.role
            and chances.archetype = best_of_archetype.archetype
            and chances.archetype_rank * best_of_archetype.place <= {{ most_by_archetype }}
    qualify row_number() over (
        partition by chances.split_name, chances.role, chances.customer_id
        order by chances.archetype_chance * best_of_archetype.archetype_share desc, best_of_archetype.item_id asc
    ) <= {{ most_items }}

)

select * from final
