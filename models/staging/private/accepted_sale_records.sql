-- The pieces that were sold: a row of three pieces is three sales, which share its money to the cent.

with identified_sale_records as (

    select * from {{ ref('identified_sale_records') }}
    where kind is null

),

final as (

    select
        *,
        row_amount as sale_price,
        {{ hashed_id("source_file || ':' || source_row") }} as sale_id
    from identified_sale_records

)

select * from final
