select
    cast({{ dbt.date_trunc('month', 'sale_date') }} as date) as sale_month,
    -- The number of the month, as the page finds customers by it.
    max(year(sale_date) * 12 + month(sale_date) - 1) as month_number,
    count(*) as units,
    sum(price) as revenue,
    count(distinct customer_id) as buyers
from {{ ref('fct_sales') }}
where taken_back_on is null
group by sale_month
order by sale_month
