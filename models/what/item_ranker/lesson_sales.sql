-- What was sold for good in the window after each lesson's date: the answers that item rankers learn.

with lessons as (

    select distinct
        role,
        as_of_date
    from {{ ref('ranker_dates') }}
    where is_lesson

),

sales as (

    select * from {{ ref('int_sales') }}

),

final as (

    select
        lessons.role,
        sales.item_id,
        sales.customer_id,
        count(*) as units_sold
    from lessons
    inner join sales
        on lessons.as_of_date < sales.sale_date
            and sales.sale_date <= {{ date_plus_days('lessons.as_of_date', var('lesson_days')) }}
            and {{ stands_on('sales', date_plus_days('lessons.as_of_date', var('lesson_days'))) }}
    group by lessons.role, sales.item_id, sales.customer_id

)

select * from final
