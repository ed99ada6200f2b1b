-- The rows of the stock list, before it is told what of them is goods.

with raw_stock as (

    select * from {{ source('export', 'raw_stock') }}

),

final as (

    select
        {{ squeeze('item') }} as item_name,
        quantity,
        first_day,
        last_day
    from raw_stock

)

select * from final
where item_name is not null
