-- The first hundred of each campaign; all of them are in marts.campaign_audience. A control costs and gains nothing.

select
    audience.campaign_name,
    audience.rank,
    audience.customer_id,
    audience.arm,
    audience.probability,
    audience.expected_spend,
    case when audience.arm <> 'control' then audience.expected_gain end as expected_gain,
    case when audience.arm <> 'control' then audience.contact_cost end as contact_cost,
    audience.item_name_1,
    audience.item_name_2,
    audience.item_name_3,
    audience.reason,
    audience.reason_ru
from {{ ref('campaign_audience') }} as audience
inner join {{ ref('campaigns') }} as campaigns on audience.campaign_name = campaigns.campaign_name
where audience.rank <= 100
order by campaigns.campaign_number, audience.rank
