-- What is no sale of goods though it is a row in order, named.

{{ config(materialized='view') }}

with typed_sale_records as (

    select * from {{ ref('typed_sale_records') }}

),

kinds as (

    select
        *,
        cast(null as varchar) as kind
    from typed_sale_records

),

final as (

    select
        * exclude (reason),
        case
            when reason is not null then reason
            when kind is null and row_amount <= 0 then 'price_not_positive'
        end as reason
    from kinds

)

select * from final
