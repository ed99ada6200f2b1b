-- What earlier nights promised each customer, as readers had it. Before the first publication nothing.

with published as (

    select * from {{ source('published', 'last_predictions') }}

),

final as (

    select published.*
    from published
    inner join {{ ref('int_sales_window') }} as sales_window
        on published.is_synthetic = sales_window.is_synthetic
            -- Tonight's are made anew, however often the night is built.
            and published.as_of_date < sales_window.last_sale_date

)

select * from final
