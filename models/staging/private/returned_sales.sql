-- Which sale was taken back, on which day, by which row of the export.

with accepted_sale_records as (

    select * from {{ ref('accepted_sale_records') }}

),

final as (

    select
        sale_id,
        sale_date as taken_back_on,
        source_file as return_file,
        source_row as return_row
    from accepted_sale_records
    where false

)

select * from final
