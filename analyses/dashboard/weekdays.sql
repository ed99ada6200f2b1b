-- A row a weekday, those without a sale too: a closed day has its place in the week.

with sold as (

    select
        isodow(sale_date) as weekday,
        count(*) as units
    from {{ ref('fct_sales') }}
    where taken_back_on is null
    group by weekday

),

week as (

    select unnest(generate_series(1, 7)) as weekday

)

select
    week.weekday,
    coalesce(sold.units, 0) as units
from week
left join sold on week.weekday = sold.weekday
order by week.weekday
