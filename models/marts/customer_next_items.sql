with lists as (

    select * from {{ ref('next_items_lists') }}
    where split_name = 'today' and rank <= {{ var('top_k') }}

),

champion as (

    select * from {{ ref('next_items_champion') }}

),

items as (

    select * from {{ ref('dim_items') }}

),

features as (

    select * from {{ ref('item_features') }}
    where split_name = 'today'

),

history as (

    select * from {{ ref('customer_item_history') }}
    where split_name = 'today'

),

customers as (

    select * from {{ ref('dim_customers') }}

),

-- What the customer bought lately that links most to the item.
linked as (

    select
        recent_items.customer_id,
        neighbours.neighbour_id as item_id,
        max_by(items.item_name, (neighbours.similarity, items.item_name)) as linked_item_name
    from {{ ref('recent_customer_items') }} as recent_items
    inner join {{ ref('item_neighbours') }} as neighbours
        on recent_items.role = neighbours.role
            and recent_items.item_id = neighbours.item_id
    inner join items on recent_items.item_id = items.item_id
    where recent_items.role = 'today'
    group by recent_items.customer_id, neighbours.neighbour_id

),

final as (

    select
        lists.customer_id,
        lists.as_of_date,
        lists.rank,
        lists.item_id,
        items.item_name,
        items.category,
        items.metal,
        items.price_tier,
        lists.probability,
        -- The strongest reason that holds, in the words of a shop assistant.
        case
            when history.purchase_count > 1
                then 'Bought before on ' || history.purchase_count || ' days, last on ' || history.last_purchase_date
            when history.purchase_count = 1 then 'Bought before, on ' || history.last_purchase_date
            when linked.linked_item_name is not null
                then 'Often bought by those who bought ' || linked.linked_item_name
            when
                items.category = customers.preferred_category
                and items.metal = customers.preferred_metal
                and items.metal <> 'unknown'
                then 'Like what the customer buys most often: ' || items.category || ', ' || items.metal
            when items.category = customers.preferred_category
                then 'From the category the customer buys most often: ' || items.category
            when features.buyers_90d > 0
                then 'Sells now: ' || features.buyers_90d || ' buyers in the last 90 days'
            else 'Close to what similar customers bought'
        end as reason,
        lists.model_name,
        items.is_synthetic
    from lists
    inner join champion on lists.model_name = champion.model_name
    inner join items on lists.item_id = items.item_id
    inner join features on lists.item_id = features.item_id
    inner join customers on lists.customer_id = customers.customer_id
    left join history
        on lists.customer_id = history.customer_id
            and lists.item_id = history.item_id
    left join linked
        on lists.customer_id = linked.customer_id
            and lists.item_id = linked.item_id

)

select * from final
order by customer_id, rank
