-- What came back, and every sale that it may have been, in the order in which it happened. A time that only one of
-- the two states says nothing: within a day a return then comes after the sales.

with accepted_sale_records as (

    select * from {{ ref('accepted_sale_records') }}

),

returns as (

    select * from {{ ref('piece_records') }}
    where kind = 'return'

),

returned_items as (

    select distinct item_id from returns

),

events as (

    select
        accepted_sale_records.sale_id,
        accepted_sale_records.sale_moment as event_moment,
        accepted_sale_records.sale_price as amount,
        accepted_sale_records.sale_date,
        accepted_sale_records.customer_id,
        accepted_sale_records.item_id,
        accepted_sale_records.raw_receipt,
        accepted_sale_records.source_file,
        accepted_sale_records.source_row,
        accepted_sale_records.piece_number
    from accepted_sale_records
    inner join returned_items on accepted_sale_records.item_id = returned_items.item_id
    union all
    select
        null as sale_id,
        case
            when sale_moment > cast(sale_date as timestamp) then sale_moment
            else cast({{ date_plus_days('sale_date', 1) }} as timestamp)
        end as event_moment,
        piece_price,
        sale_date,
        customer_id,
        item_id,
        raw_receipt,
        source_file,
        source_row,
        piece_number
    from returns

),

final as (

    select
        sale_id,
        customer_id,
        item_id,
        raw_receipt,
        amount,
        sale_date as event_date,
        source_file,
        source_row,
        sale_id is null as is_return,
        row_number() over (
            order by
                sale_date asc, event_moment asc, sale_id is null asc,
                source_file asc, source_row asc, piece_number asc
        ) as event_number
    from events

)

select * from final
