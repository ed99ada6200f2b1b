-- Who is to be known no more, see docs/privacy.md.

with raw_forgotten as (

    select * from {{ source('export', 'raw_forgotten') }}

),

final as (

    select distinct customer_id
    from raw_forgotten

)

select * from final
