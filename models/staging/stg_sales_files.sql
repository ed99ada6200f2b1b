-- Every file of the export, one without a row too: what was sent must show, even where nothing is in it.

with raw_sales_files as (

    select * from {{ source('export', 'raw_sales_files') }}

),

final as (

    select
        source_file,
        layout,
        is_synthetic
    from raw_sales_files

)

select * from final
