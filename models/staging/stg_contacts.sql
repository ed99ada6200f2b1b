-- Who was contacted in a campaign, a day once, and whether they could not be reached under their number.

with raw_contacts as (

    select * from {{ source('export', 'raw_contacts') }}

),

final as (

    select
        campaign_name,
        customer_id,
        contacted_on,
        coalesce(bool_or(outcome = 'wrong_number'), false) as is_wrong_number
    from raw_contacts
    group by campaign_name, customer_id, contacted_on

)

select * from final
