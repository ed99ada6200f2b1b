-- What a ranker chooses among, from three sources: what the customer bought before, what sells now of
-- the archetypes that suit the customer's taste, and what is bought with what the customer bought lately.

{% set most_own = 4 * list_length() -%}

with customers as (

    select * from {{ ref('ranker_customers') }}

),

history as (

    select * from {{ ref('customer_item_history') }}
    where is_sellable

),

neighbour_probabilities as (

    select * from {{ ref('neighbour_probabilities') }}

),

-- Often and lately: a purchase counts half after a hundred days.
own as (

    select
        customers.split_name,
        customers.role,
        customers.customer_id,
        history.item_id
    from customers
    inner join history
        on customers.role = history.split_name
            and customers.customer_id = history.customer_id
    qualify row_number() over (
        partition by customers.split_name, customers.role, customers.customer_id
        order by
            history.purchase_count
            / (1 + {{ dbt.datediff('history.last_purchase_date', 'history.as_of_date', 'day') }} / 100.0e0) desc,
            history.item_id asc
    ) <= {{ most_own }}

),

sources as (

    select
        *,
        'own' as named_by
    from own
    union all
    select
        *,
        'taste' as named_by
    from {{ ref('taste_candidates') }}
    union all
    select
        split_name,
        role,
        customer_id,
        item_id,
        'neighbours' as named_by
    from neighbour_probabilities

),

final as (

    select
        split_name,
        role,
        split_name <> role as is_training,
        customer_id,
        item_id,
        bool_or(named_by = 'own') as is_own,
        bool_or(named_by = 'taste') as is_by_taste,
        bool_or(named_by = 'neighbours') as is_neighbour
    from sources
    group by split_name, role, customer_id, item_id

)

select * from final
