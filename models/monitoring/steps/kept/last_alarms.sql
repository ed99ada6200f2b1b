-- The alarms of the nights so far, as the last publication told them.

with published as (

    select * from {{ source('published', 'last_alarms') }}

),

final as (

    select published.*
    from published
    inner join {{ ref('int_sales_window') }} as sales_window
        on published.is_synthetic = sales_window.is_synthetic
            and published.night < sales_window.last_sale_date

)

select * from final
