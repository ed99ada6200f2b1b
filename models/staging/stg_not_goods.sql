-- What was taken for no goods, so that it shows. A text that stands in few rows may name a person («Предоплата …»).

with not_sales as (

    select * from {{ ref('not_sales') }}

),

no_goods as (

    select * from {{ ref('text_kinds') }}
    where stands_in = 'item' and kind <> 'goods'

),

final as (

    select
        {{ hashed_id(folded('not_sales.item')) }} as item_id,
        min(not_sales.item) as item_name,
        min(no_goods.kind) as kind,
        count(*) as row_count
    from not_sales
    inner join no_goods on {{ folded('not_sales.item') }} = no_goods.folded_text
    group by 1
    having count(*) >= {{ var('least_rows_to_name') }}

)

select * from final
