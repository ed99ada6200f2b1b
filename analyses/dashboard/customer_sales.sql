-- What each customer has bought.

select
    customer_id,
    sale_date,
    item_id,
    price,
    taken_back_on
from {{ ref('fct_sales') }}
where customer_id is not null
order by customer_id, sale_date, sale_id
