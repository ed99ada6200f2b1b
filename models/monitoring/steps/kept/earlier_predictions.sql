-- What readers were told on earlier nights of these sales: tonight's is made anew, however often the night is
-- built.

with last_predictions as (

    select * from {{ ref('last_predictions') }}

),

final as (

    select last_predictions.*
    from last_predictions
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_predictions.is_synthetic = sales_window.is_synthetic
            and last_predictions.as_of_date < sales_window.last_sale_date

)

select * from final
