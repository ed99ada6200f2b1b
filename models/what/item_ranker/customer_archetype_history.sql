-- What kinds of pieces a customer has bought until a date, counted.

with history as (

    select * from {{ ref('customer_item_history') }}

),

items as (

    select * from {{ ref('item_features') }}

),

final as (

    select
        history.kind,
        history.split_name as role,
        history.as_of_date,
        history.customer_id,
        items.archetype,
        items.category,
        items.metal,
        items.price_tier,
        cast(sum(history.purchase_count) as bigint) as item_count,
        max(history.last_purchase_date) as last_purchase_date
    from history
    inner join items
        on history.split_name = items.split_name
            and history.item_id = items.item_id
    group by all

)

select * from final
