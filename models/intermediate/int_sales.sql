-- The sales as models learn from them.

with sales as (

    select * from {{ ref('stg_sales') }}

),

final as (

    select *
    from sales

)

select * from final
