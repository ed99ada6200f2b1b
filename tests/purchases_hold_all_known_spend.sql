-- What customers spent over their purchases is what the sales with a customer to learn from sum up to, but
-- for what they took back in the end.
with purchases as (

    select coalesce(sum(spend), 0) as amount from {{ ref('int_purchases') }}
    where known_until = cast('9999-12-31' as date)

),

sales as (

    select coalesce(sum(price), 0) as amount from {{ ref('int_sales') }}
    where customer_id is not null and taken_back_on is null

)

select
    purchases.amount as purchased_amount,
    sales.amount as sold_amount
from purchases
cross join sales
where purchases.amount <> sales.amount
