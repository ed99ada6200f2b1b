-- How many pieces a customer takes on one day; five stands for five and more.

with purchases as (

    select
        customer_id,
        sale_date,
        least(count(*), 5) as pieces
    from {{ ref('fct_sales') }}
    where customer_id is not null and taken_back_on is null
    group by customer_id, sale_date

)

select
    pieces,
    count(*) as purchases
from purchases
group by pieces
order by pieces
