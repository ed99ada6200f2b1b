-- What was sold for good in the window after each training window's date: the answers that item rankers learn.

with training_windows as (

    select distinct
        role,
        as_of_date
    from {{ ref('ranker_dates') }}
    where is_training

),

sales as (

    select * from {{ ref('int_sales') }}

),

final as (

    select
        training_windows.role,
        sales.item_id,
        sales.customer_id,
        count(*) as units_sold
    from training_windows
    inner join sales
        on training_windows.as_of_date < sales.sale_date
            and sales.sale_date <= {{ date_plus_days('training_windows.as_of_date', var('label_window_days')) }}
            and {{ stands_on('sales', date_plus_days('training_windows.as_of_date', var('label_window_days'))) }}
    group by training_windows.role, sales.item_id, sales.customer_id

)

select * from final
