with sale_records as (

    select * from {{ ref('sale_records') }}

),

final as (

    select
        source_file,
        count(*) as rows_read,
        count(*) filter (where reason is null) as rows_accepted,
        count(*) filter (where reason is not null) as rows_rejected,
        cast(coalesce(sum(sale_price) filter (where reason is null), 0) as decimal(38, 2))
            as amount_accepted,
        cast(coalesce(sum(sale_price) filter (where reason is not null), 0) as decimal(38, 2))
            as amount_rejected,
        bool_or(is_synthetic) as is_synthetic
    from sale_records
    group by source_file

)

select * from final
