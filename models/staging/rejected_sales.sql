with sale_records as (

    select * from {{ ref('sale_records') }}

),

final as (

    select
        source_file,
        source_row,
        reason,
        raw_first_name as firstname,
        raw_full_name as fullname,
        raw_phone as phone,
        raw_town as town,
        raw_bonus_points as countpoints,
        raw_item as item,
        raw_date as date,
        raw_price as price,
        raw_format as format,
        extra_cells
    from sale_records
    where reason is not null

)

select * from final
