-- Why each item of today's lists may suit, in the words of a shop assistant.

with explained as (

    select * from {{ ref('next_items_explained') }}

),

final as (

    select
        customer_id,
        rank,
        reason_code,
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
                    || ', в последний раз ' || {{ day_in_russian('last_purchase_date') }}
            when reason_code = 'bought_before' then 'Уже покупали ' || {{ day_in_russian('last_purchase_date') }}
            when reason_code = 'bought_together' then 'Часто берут те, кто купил: ' || linked_item_name
            when reason_code = 'preferred_category_and_metal'
                then 'Та же категория и тот же металл, что покупают чаще всего'
            when reason_code = 'preferred_category' then 'Та же категория, что покупают чаще всего'
            when reason_code = 'sells_now'
                then 'Сейчас продаётся: ' || {{ counted('buyers_90d', 'buyer', 'ru') }} || ' за последние 90 дней'
            else 'Похоже на то, что берут похожие покупатели'
        end as reason_ru
    from explained

)

select * from final
