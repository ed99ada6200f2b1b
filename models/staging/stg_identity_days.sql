-- How each day's sales say who bought: a till that loses its phones shows on the day that it does.
-- Counted here, since names and phones end here.

with identified_sale_records as (

    select * from {{ ref('identified_sale_records') }}
    where kind is null

),

final as (

    select
        sale_date,
        identified_by,
        count(*) as row_count
    from identified_sale_records
    group by sale_date, identified_by

)

select * from final
