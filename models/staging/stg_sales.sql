-- The sales as everything downstream sees them: no name, no phone.

with accepted_sale_records as (

    select * from {{ ref('accepted_sale_records') }}

),

returned_sales as (

    select * from {{ ref('returned_sales') }}

),

final as (

    select
        ---------- ids
        accepted_sale_records.sale_id,
        customer_id,
        item_id,

        ---------- texts
        item_name,
        raw_town as town,
        coalesce(raw_format, 'unknown') as sale_format,
        {{ is_trade_in('raw_format') }} as is_trade_in,

        ---------- numbers
        sale_price as price,
        bonus_points,

        ---------- dates
        sale_moment,
        sale_date,
        returned_sales.taken_back_on,

        ---------- where it comes from
        source_file,
        source_row,
        is_synthetic
    from accepted_sale_records
    left join returned_sales on accepted_sale_records.sale_id = returned_sales.sale_id

)

select * from final
