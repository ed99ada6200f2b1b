-- The sellable items that most customers bought in the last 90 days, best first.

with item_features as (

    select * from {{ ref('item_features') }}
    where is_sellable and kind = 'split'

),

final as (

    select
        split_name,
        item_id,
        buyers_90d,
        row_number() over (
            partition by split_name
            order by buyers_90d desc, units_sold_90d desc, last_sold_date desc nulls last, item_id asc
        ) as popularity_rank
    from item_features

)

select * from final
