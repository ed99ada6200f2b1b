-- What a customer's archetypes come to by category: which share of the items, and when last.

with archetypes as (

    select * from {{ ref('customer_archetype_history') }}

),

final as (

    select
        role,
        customer_id,
        category,
        sum(item_count) / cast(sum(sum(item_count)) over (partition by role, customer_id) as double) as item_share,
        max(last_purchase_date) as last_purchase_date
    from archetypes
    group by role, customer_id, category

)

select * from final
