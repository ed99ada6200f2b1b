-- A row a weekday, those without a sale too: a closed day has its place in the week.

with sold as (

    select
        isodow(sale_date) as day_of_week,
        count(*) as units
    from {{ ref('fct_sales') }}
    where taken_back_on is null
    group by day_of_week

),

week as (

    select unnest(generate_series(1, 7)) as day_of_week

)

select
    week.day_of_week,
    coalesce(sold.units, 0) as units
from week
left join sold on week.day_of_week = sold.day_of_week
order by week.day_of_week
