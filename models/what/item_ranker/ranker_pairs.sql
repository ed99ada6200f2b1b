-- Each candidate of each customer with all that a ranker knows of the two, and, in a training window, whether
-- the customer then bought it. A view: it is read once to learn and once to score.

{{ config(materialized='view') }}

with candidates as (

    select * from {{ ref('ranker_candidates') }}

),

customers as (

    select * from {{ ref('ranker_customers') }}

),

items as (

    select * from {{ ref('ranker_items') }}

),

probabilities as (

    select * from {{ ref('archetype_probabilities') }}

),

neighbours as (

    select * from {{ ref('neighbour_probabilities') }}

),

own as (

    select * from {{ ref('customer_item_rhythms') }}

),

bought_archetypes as (

    select * from {{ ref('customer_archetype_history') }}

),

bought_categories as (

    select * from {{ ref('customer_category_history') }}

),

bought_next as (

    select * from {{ ref('label_sales') }}

),

final as (

    select
        candidates.split_name,
        candidates.role,
        candidates.is_training,
        customers.as_of_date,
        candidates.customer_id,
        candidates.item_id,
        items.archetype,
        items.stone,
        cast(items.last_price as double) as price,
        -- What is known without a training window: how often the customer came for it, or taste times what sells.
        greatest(
            coalesce(own.purchase_count / (customers.purchase_count + 1.0e0), 0),
            coalesce(probabilities.archetype_probability * items.archetype_share, 0),
            1.0e-6
        ) as prior_probability,
        case when candidates.is_training then bought_next.item_id is not null end as is_bought,
        {%- for name, expression in ranker_features().items() %}
        cast({{ expression }} as float) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from candidates
    inner join customers
        on candidates.split_name = customers.split_name
            and candidates.role = customers.role
            and candidates.customer_id = customers.customer_id
    inner join items
        on candidates.split_name = items.split_name
            and candidates.role = items.role
            and candidates.item_id = items.item_id
    left join probabilities
        on candidates.split_name = probabilities.split_name
            and candidates.role = probabilities.role
            and candidates.customer_id = probabilities.customer_id
            and items.archetype = probabilities.archetype
    left join neighbours
        on candidates.split_name = neighbours.split_name
            and candidates.role = neighbours.role
            and candidates.customer_id = neighbours.customer_id
            and candidates.item_id = neighbours.item_id
    left join own
        on candidates.role = own.role
            and candidates.customer_id = own.customer_id
            and candidates.item_id = own.item_id
    left join bought_archetypes
        on candidates.role = bought_archetypes.role
            and candidates.customer_id = bought_archetypes.customer_id
            and items.archetype = bought_archetypes.archetype
    left join bought_categories
        on candidates.role = bought_categories.role
            and candidates.customer_id = bought_categories.customer_id
            and items.category = bought_categories.category
    left join bought_next
        on candidates.role = bought_next.role
            and candidates.customer_id = bought_next.customer_id
            and candidates.item_id = bought_next.item_id

)

select * from final
