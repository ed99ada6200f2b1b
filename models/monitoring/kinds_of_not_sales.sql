-- What is no sale of goods, for people: rows, money, and how many of the returns found their sale.

with not_sales as (

    select * from {{ ref('not_sales') }}

),

final as (

    select
        not_sales.source_file,
        not_sales.kind,
        count(*) as row_count,
        cast(coalesce(sum(not_sales.amount), 0) as decimal(38, 2)) as amount,
        count(not_sales.returned_sale_id) as matched_count,
        sales_window.is_synthetic
    from not_sales
    cross join {{ ref('int_sales_window') }} as sales_window
    group by not_sales.source_file, not_sales.kind, sales_window.is_synthetic

)

select * from final
order by source_file, kind
