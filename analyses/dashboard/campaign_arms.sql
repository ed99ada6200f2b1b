-- Each campaign, in the order in which they take their customers, with the arms that it lists; where it lists nobody,
-- the arm that it would contact. Gain and cost are of those who are contacted: a control costs and gains nothing.

with listed as (

    select
        campaign_name,
        arm,
        count(*) as customers,
        sum(expected_spend) as expected_spend,
        case when arm <> 'control' then sum(expected_gain) end as expected_gain,
        case when arm <> 'control' then sum(contact_cost) end as contact_cost
    from {{ ref('campaign_audience') }}
    group by campaign_name, arm

)

select
    campaigns.campaign_name,
    campaigns.segments,
    campaigns.within_days,
    campaigns.response,
    campaigns.gain_basis,
    campaigns.experiment_name,
    campaigns.refusal,
    campaigns.refusal_ru,
    coalesce(listed.arm, campaigns.contacted_arm) as arm,
    coalesce(listed.customers, 0) as customers,
    listed.expected_spend,
    listed.expected_gain,
    listed.contact_cost
from {{ ref('campaigns') }} as campaigns
left join listed on campaigns.campaign_name = listed.campaign_name
order by campaigns.campaign_number, listed.arm = 'control', listed.arm
