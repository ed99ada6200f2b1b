-- Why each item of today's lists may suit: the strongest reason that holds, beside the facts that tell it.

{{ config(materialized='view') }}

with lists as (

    select * from {{ ref('next_items_served') }}
    where split_name = 'today' and rank <= {{ var('top_k') }}

),

items as (

    select * from {{ ref('item_features') }}
    where split_name = 'today'

),

history as (

    select * from {{ ref('customer_item_history') }}
    where split_name = 'today'

),

linked as (

    select * from {{ ref('next_items_linked') }}

),

customers as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        lists.customer_id,
        lists.rank,
        items.category,
        items.metal,
        history.purchase_count,
        history.last_purchase_date,
        linked.linked_item_name,
        items.buyers_90d,
        case
            when history.purchase_count > 0 then 'bought_before'
            when linked.linked_item_name is not null then 'bought_together'
            when
                items.category = customers.preferred_category
                and items.metal = customers.preferred_metal
                and items.metal <> 'unknown'
                then 'preferred_category_and_metal'
            when items.category = customers.preferred_category then 'preferred_category'
            when items.buyers_90d > 0 then 'sells_now'
            else 'similar_customers'
        end as reason_code
    from lists
    inner join items on lists.item_id = items.item_id
    inner join customers
        on lists.customer_id = customers.customer_id
            and lists.as_of_date = customers.as_of_date
    left join history
        on lists.customer_id = history.customer_id
            and lists.item_id = history.item_id
    left join linked
        on lists.customer_id = linked.customer_id
            and lists.item_id = linked.item_id

)

select * from final
