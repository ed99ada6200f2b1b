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
        sales.sale_id,
        sales.customer_id,
        sales.item_id,

        ---------- texts
        sales.item_name,
        sales.raw_town as town,
        coalesce(sales.raw_format, 'unknown') as sale_format,
        {{ is_trade_in('sales.raw_format') }} as is_trade_in,

        ---------- numbers
        sales.sale_price as price,
        sales.bonus_points,

        ---------- dates
        sales.sale_moment,
        sales.sale_date,
        returned_sales.taken_back_on,

        ---------- where it comes from
        sales.source_file,
        sales.source_row,
        sales.is_synthetic
    from accepted_sale_records as sales
    left join returned_sales on sales.sale_id = returned_sales.sale_id

)

select * from final
