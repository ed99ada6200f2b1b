with lists as (

    select * from {{ ref('next_items_served') }}
    where split_name = 'today' and rank <= {{ var('top_k') }}

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

-- The strongest reason that holds.
explained as (

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
        lists.model_name,
        items.is_synthetic,
        history.purchase_count,
        history.last_purchase_date,
        linked.linked_item_name,
        features.buyers_90d,
        case
            when history.purchase_count > 0 then 'bought_before'
            when linked.linked_item_name is not null then 'bought_together'
            when
                items.category = customers.preferred_category
                and items.metal = customers.preferred_metal
                and items.metal <> 'unknown'
                then 'preferred_category_and_metal'
            when items.category = customers.preferred_category then 'preferred_category'
            when features.buyers_90d > 0 then 'sells_now'
            else 'similar_customers'
        end as reason_code
    from lists
    inner join items on lists.item_id = items.item_id
    inner join features on lists.item_id = features.item_id
    inner join customers on lists.customer_id = customers.customer_id
    left join history
        on lists.customer_id = history.customer_id
            and lists.item_id = history.item_id
    left join linked
        on lists.customer_id = linked.customer_id
            and lists.item_id = linked.item_id

),

final as (

    select
        customer_id,
        as_of_date,
        rank,
        item_id,
        item_name,
        category,
        metal,
        price_tier,
        probability,
        reason_code,
        -- In the words of a shop assistant.
        case
            when reason_code = 'bought_before' and purchase_count > 1
                then 'Bought before on ' || purchase_count || ' days, last on ' || last_purchase_date
            when reason_code = 'bought_before' then 'Bought before, on ' || last_purchase_date
            when reason_code = 'bought_together' then 'Often bought by those who bought ' || linked_item_name
            when reason_code = 'preferred_category_and_metal'
                then 'Like what the customer buys most often: ' || category || ', ' || metal
            when reason_code = 'preferred_category'
                then 'From the category the customer buys most often: ' || category
            when reason_code = 'sells_now' then 'Sells now: ' || buyers_90d || ' buyers in the last 90 days'
            else 'Close to what similar customers bought'
        end as reason,
        case
            when reason_code = 'bought_before' and purchase_count > 1
                then 'Уже покупали ' || {{ counted('purchase_count', 'time', 'ru') }}
                    || ', в последний раз ' || last_purchase_date
            when reason_code = 'bought_before' then 'Уже покупали ' || last_purchase_date
            when reason_code = 'bought_together' then 'Часто берут те, кто купил: ' || linked_item_name
            when reason_code = 'preferred_category_and_metal'
                then 'Та же категория и тот же металл, что покупают чаще всего'
            when reason_code = 'preferred_category' then 'Та же категория, что покупают чаще всего'
            when reason_code = 'sells_now'
                then 'Сейчас продаётся: ' || {{ counted('buyers_90d', 'buyer', 'ru') }} || ' за последние 90 дней'
            else 'Похоже на то, что берут похожие покупатели'
        end as reason_ru,
        model_name,
        is_synthetic
    from explained

)

select * from final
order by customer_id, rank
