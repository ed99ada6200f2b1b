-- A campaign with an experiment lists customers in the arm that they were assigned to, one without contacts all it
-- lists; nobody who is held out is in any, and nobody beyond the contacts that a campaign may make.

with audience as (

    select
        audience.campaign_name,
        audience.customer_id,
        audience.arm,
        campaigns.most_contacts,
        case
            when campaigns.experiment_name is null then audience.arm = 'contacted'
            else audience.arm = assignments.arm and audience.arm in ('control', campaigns.contacted_arm)
        end as is_own_arm,
        count(case when audience.arm <> 'control' then 1 end) over (partition by audience.campaign_name) as contact_count
    from {{ ref('campaign_audience') }} as audience
    inner join {{ ref('campaigns') }} as campaigns on audience.campaign_name = campaigns.campaign_name
    left join {{ ref('assignments') }} as assignments
        on campaigns.experiment_name = assignments.experiment_name
            and audience.customer_id = assignments.customer_id

)

select * from audience
where
    not coalesce(is_own_arm, false)
    or {{ is_held_out('customer_id') }}
    or contact_count > most_contacts
