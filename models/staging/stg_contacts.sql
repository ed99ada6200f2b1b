-- Who was contacted in a campaign, a day once.

with raw_contacts as (

    select * from {{ source('export', 'raw_contacts') }}

),

final as (

    select distinct
        campaign_name,
        customer_id,
        contacted_on
    from raw_contacts

)

select * from final
