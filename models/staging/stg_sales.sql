-- The sales as everything downstream sees them: no name, no phone.

with accepted_sale_records as (

    select * from {{ ref('accepted_sale_records') }}

),

final as (

    select
        ---------- ids
        sale_id,
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
        sale_date,

        ---------- where it comes from
        source_file,
        source_row,
        is_synthetic
    from accepted_sale_records

)

select * from final
