-- What can be sold now, if a stock list says so.

with raw_stock as (

    select * from {{ source('export', 'raw_stock') }}

),

cleaned as (

    select
        {{ squeeze('item') }} as item_name,
        quantity
    from raw_stock

),

final as (

    select
        {{ hashed_id("replace(lower(item_name), 'ё', 'е')") }} as item_id,
        min(item_name) as item_name,
        cast(sum(coalesce(quantity, 1)) as bigint) as quantity
    from cleaned
    where item_name is not null
    group by 1

)

select * from final
where quantity > 0
