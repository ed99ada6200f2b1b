-- Nobody is contacted within the campaign's days of rest after an earlier contact, of whichever campaign.

select
    audience.campaign_name,
    audience.customer_id,
    contacts.contacted_on
from {{ ref('campaign_audience') }} as audience
inner join {{ ref('campaigns') }} as campaigns on audience.campaign_name = campaigns.campaign_name
inner join {{ ref('stg_contacts') }} as contacts
    on audience.customer_id = contacts.customer_id
        and contacts.contacted_on > {{ date_plus_days('audience.as_of_date', '-campaigns.rest_days') }}
