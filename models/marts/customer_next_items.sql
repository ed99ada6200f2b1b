with lists as (

    select * from {{ ref('next_items_served') }}
    where split_name = 'today' and rank <= {{ var('top_k') }}

),

items as (

    select * from {{ ref('dim_items') }}

),

reasons as (

    select * from {{ ref('next_items_reasons') }}

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
        reasons.reason_code,
        reasons.reason,
        reasons.reason_ru,
        lists.model_name,
        items.is_synthetic
    from lists
    inner join items on lists.item_id = items.item_id
    inner join reasons
        on lists.customer_id = reasons.customer_id
            and lists.rank = reasons.rank

)

select * from final
order by customer_id, rank
