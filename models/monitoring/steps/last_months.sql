-- The sales of each month as the last publication had them.

with published as (

    select * from {{ source('published', 'last_months') }}

),

final as (

    select
        month_start,
        sale_count,
        is_synthetic
    from published

)

select * from final
