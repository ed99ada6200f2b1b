with sale_records as (

    select * from {{ ref('sale_records') }}

),

final as (

    select
        source_file,
        source_row,
        reason,
        raw_first_name as FirstName,
        raw_full_name as FullName,
        raw_phone as phone,
        raw_town as town,
        raw_bonus_points as countPoints,
        raw_item as Item,
        raw_date as Date,
        raw_price as Price,
        raw_format as Format,
        extra_cells
    from sale_records
    where reason is not null

)

select * from final
