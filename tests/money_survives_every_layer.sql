-- The sum of the accepted prices is the same in the reconciliation, in staging and in the mart.
with reconciled as (

    select coalesce(sum(amount_accepted), 0) as amount from {{ ref('load_reconciliation') }}

),

staged as (

    select coalesce(sum(price), 0) as amount from {{ ref('stg_sales') }}

),

published as (

    select coalesce(sum(price), 0) as amount from {{ ref('fct_sales') }}

)

select
    reconciled.amount as reconciled_amount,
    staged.amount as staged_amount,
    published.amount as published_amount
from reconciled
cross join staged
cross join published
where reconciled.amount <> staged.amount or reconciled.amount <> published.amount
