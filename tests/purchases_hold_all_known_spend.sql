-- What customers spent over their purchases is what the sales with a customer to learn from sum up to.
with purchases as (

    select coalesce(sum(spend), 0) as amount from {{ ref('int_purchases') }}

),

sales as (

    select coalesce(sum(price), 0) as amount from {{ ref('int_sales') }}
    where customer_id is not null

)

select
    purchases.amount as purchased_amount,
    sales.amount as sold_amount
from purchases
cross join sales
where purchases.amount <> sales.amount
