with identified_sale_records as (

    select * from {{ ref('identified_sale_records') }}
    where kind is not null

),

returned_sales as (

    select * from {{ ref('returned_sales') }}

),

final as (

    select
        records.source_file,
        records.source_row,
        records.kind,
        records.row_amount as amount,
        records.item_name as item,
        records.sale_date,
        min(returned_sales.sale_id) as returned_sale_id
    from identified_sale_records as records
    left join returned_sales
        on records.source_file = returned_sales.return_file
            and records.source_row = returned_sales.return_row
    group by all

)

select * from final
