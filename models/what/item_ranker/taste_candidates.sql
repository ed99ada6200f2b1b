-- What sells now of the archetypes that suit each customer's taste: the more an archetype suits, the
-- more of its items. While the best are sorted out, numbers stand for the ids: the rows are many, and
-- texts would take most of the memory.

{% set most_items = 3 * list_length() -%}
{% set most_by_archetype = 3 * list_length() -%}

with archetype_probabilities as (

    select * from {{ ref('archetype_probabilities') }}

),

-- Numbered in the order of their ids, which decides among equals.
items as (

    select
        *,
        row_number() over (order by item_id, split_name, role) as item_number
    from {{ ref('ranker_items') }}

),

customers as (

    select
        split_name,
        role,
        customer_id,
        row_number() over (order by split_name, role, customer_id) as customer_number
    from archetype_probabilities
    where archetype_rank = 1

),

best_of_archetype as (

    select
        split_name,
        role,
        archetype,
        item_number,
        archetype_share,
        row_number() over (
            partition by split_name, role, archetype
            order by archetype_share desc, item_number asc
        ) as rank_in_archetype
    from items
    qualify rank_in_archetype <= {{ most_by_archetype }}

),

best_of_customer as (

    select
        customers.customer_number,
        best_of_archetype.item_number
    from archetype_probabilities as probabilities
    inner join customers
        on probabilities.split_name = customers.split_name
            and probabilities.role = customers.role
            and probabilities.customer_id = customers.customer_id
    inner join best_of_archetype
        on probabilities.split_name = best_of_archetype.split_name
            and probabilities.role = best_of_archetype.role
            and probabilities.archetype = best_of_archetype.archetype
            and probabilities.archetype_rank * best_of_archetype.rank_in_archetype <= {{ most_by_archetype }}
    qualify row_number() over (
        partition by customers.customer_number
        order by probabilities.archetype_probability * best_of_archetype.archetype_share desc, best_of_archetype.item_number asc
    ) <= {{ most_items }}

),

final as (

    select
        customers.split_name,
        customers.role,
        customers.customer_id,
        items.item_id
    from best_of_customer
    inner join customers on best_of_customer.customer_number = customers.customer_number
    inner join items on best_of_customer.item_number = items.item_number

)

select * from final
