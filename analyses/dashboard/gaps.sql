-- How long customers stay away between two purchases, by fortnights.

with purchases as (

    select distinct
        customer_id,
        sale_date
    from {{ ref('fct_sales') }}
    where customer_id is not null and taken_back_on is null

),

gaps as (

    select {{ dbt.datediff(
        'lag(sale_date) over (partition by customer_id order by sale_date)', 'sale_date', 'day'
    ) }} as gap_days
    from purchases

)

select
    cast(floor(gap_days / 14.0) * 14 as integer) as days_from,
    count(*) as gaps
from gaps
where gap_days is not null
group by days_from
order by days_from
