-- What can be sold, if a stock list says so, and from when to when, if it says that too. Bags and boxes in it are no goods.

with stock_records as (

    select * from {{ ref('stock_records') }}

),

no_goods as (

    select * from {{ ref('text_kinds') }}
    where stands_in = 'item' and kind <> 'goods'

),

goods as (

    select stock_records.*
    from stock_records
    left join no_goods on {{ folded('stock_records.item_name') }} = no_goods.folded_text
    where no_goods.folded_text is null

),

final as (

    select
        {{ hashed_id(folded('item_name')) }} as item_id,
        min(item_name) as item_name,
        first_day,
        last_day,
        cast(sum(coalesce(quantity, 1)) as bigint) as quantity
    from goods
    group by 1, 3, 4

)

select * from final
where quantity > 0
