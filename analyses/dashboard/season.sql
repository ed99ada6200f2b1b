-- A row a month, those without a sale too: a bar has its place along time, and so has a hole.

with sold as (

    select
        cast({{ dbt.date_trunc('month', 'sale_date') }} as date) as sale_month,
        count(*) as units,
        sum(price) as revenue,
        count(distinct customer_id) as buyers
    from {{ ref('fct_sales') }}
    where taken_back_on is null
    group by sale_month

),

bounds as (

    select
        min(sale_month) as first_month,
        max(sale_month) as last_month
    from sold

),

months as (

    select cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as sale_month
    from bounds

)

select
    months.sale_month,
    -- The number of the month, as the page finds customers by it.
    year(months.sale_month) * 12 + month(months.sale_month) - 1 as month_number,
    coalesce(sold.units, 0) as units,
    coalesce(sold.revenue, 0) as revenue,
    coalesce(sold.buyers, 0) as buyers
from months
left join sold on months.sale_month = sold.sale_month
order by months.sale_month
