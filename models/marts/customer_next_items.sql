with lists as (

    select * from {{ ref('next_items_lists') }}
    where split_name = 'today' and rank <= {{ var('top_k') }}

),

champion as (

    select model_name
    from {{ ref('next_items_ranking') }}
    where split_name = 'validation' and is_champion

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
            when history.purchase_count > 1 then 'Bought before on ' || history.purchase_count || ' days'
            when history.purchase_count = 1 then 'Bought before'
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

)

select * from final
order by customer_id, rank
