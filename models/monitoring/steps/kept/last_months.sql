-- The sales of each month as the last publication had them.

with published as (

    select * from {{ source('published', 'last_months') }}

),

final as (

    select
        published.month_start,
        published.sale_count
    from published
    inner join {{ ref('int_sales_window') }} as sales_window
        on published.is_synthetic = sales_window.is_synthetic

)

select * from final
