-- Every id that a forgotten person may have had: tables that are kept from build to build forget it too.

with forgotten_keys as (

    select * from {{ ref('forgotten_keys') }}

),

final as (

    select customer_id
    from {{ ref('stg_forgotten_customers') }}
    union
    select {{ pseudonym('customer_key') }} as customer_id
    from forgotten_keys

)

select * from final
