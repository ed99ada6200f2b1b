with sales_files as (

    select * from {{ ref('stg_sales_files') }}

),

sale_records as (

    select * from {{ ref('sale_records') }}

),

counted as (

    select
        source_file,
        count(*) as rows_read,
        count(*) filter (where reason is null and kind is null) as rows_accepted,
        count(*) filter (where reason is null and kind is not null) as rows_not_sales,
        count(*) filter (where reason is not null) as rows_rejected,
        count(*) filter (where reason = 'repeated_in_another_file') as rows_repeated,
        sum(row_amount) filter (where reason is null and kind is null) as amount_accepted,
        sum(row_amount) filter (where reason is null and kind is not null) as amount_not_sales,
        sum(row_amount) filter (where reason is not null) as amount_rejected,
        bool_or(is_synthetic) as is_synthetic
    from sale_records
    group by source_file

),

-- Either side may be alone: a file without a row, or one that has gone since its rows were read.
final as (

    select
        coalesce(sales_files.source_file, counted.source_file) as source_file,
        sales_files.layout,
        coalesce(counted.rows_read, 0) as rows_read,
        coalesce(counted.rows_accepted, 0) as rows_accepted,
        coalesce(counted.rows_not_sales, 0) as rows_not_sales,
        coalesce(counted.rows_rejected, 0) as rows_rejected,
        coalesce(counted.rows_repeated, 0) as rows_repeated,
        cast(coalesce(counted.amount_accepted, 0) as decimal(38, 2)) as amount_accepted,
        cast(coalesce(counted.amount_not_sales, 0) as decimal(38, 2)) as amount_not_sales,
        cast(coalesce(counted.amount_rejected, 0) as decimal(38, 2)) as amount_rejected,
        coalesce(counted.is_synthetic, sales_files.is_synthetic) as is_synthetic
    from sales_files
    full outer join counted on sales_files.source_file = counted.source_file

)

select * from final
