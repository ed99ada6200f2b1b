-- A day without sales in the middle is a day that the export may lack.

select
    sale_date,
    count(*) as units,
    sum(price) as revenue
from {{ ref('fct_sales') }}
where taken_back_on is null
group by sale_date
order by sale_date
