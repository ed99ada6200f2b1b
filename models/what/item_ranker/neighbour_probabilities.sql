-- The items most like what a customer bought lately: similarity summed over the customer's items.

{% set most_items = 3 * list_length() -%}

with customers as (

    select * from {{ ref('ranker_customers') }}

),

recent_items as (

    select * from {{ ref('recent_customer_items') }}

),

neighbours as (

    select * from {{ ref('item_neighbours') }}

),

items as (

    select * from {{ ref('ranker_items') }}

),

scored as (

    select
        customers.split_name,
        customers.role,
        customers.customer_id,
        neighbours.neighbour_id as item_id,
        {{ exact_sum('neighbours.similarity') }} as similarity
    from customers
    inner join recent_items
        on customers.role = recent_items.role
            and customers.customer_id = recent_items.customer_id
    inner join neighbours
        on recent_items.role = neighbours.role
            and recent_items.item_id = neighbours.item_id
    group by customers.split_name, customers.role, customers.customer_id, neighbours.neighbour_id

),

final as (

    select scored.*
    from scored
    inner join items
        on scored.split_name = items.split_name
            and scored.role = items.role
            and scored.item_id = items.item_id
    qualify row_number() over (
        partition by scored.split_name, scored.role, scored.customer_id
        order by scored.similarity desc, scored.item_id asc
    ) <= {{ most_items }}

)

select * from final
