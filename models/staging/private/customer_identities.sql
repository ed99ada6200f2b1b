with sales as (

    select * from {{ ref('accepted_sale_records') }}

),

-- Of several spellings the latest one stands.
final as (

    select
        customer_id,
        max_by(phone, (sale_date, sale_id)) filter (where phone is not null) as phone,
        max_by(first_name, (sale_date, sale_id)) filter (where first_name is not null) as first_name,
        max_by(full_name, (sale_date, sale_id)) filter (where full_name is not null) as full_name
    from sales
    where customer_id is not null
    group by customer_id

)

select * from final
