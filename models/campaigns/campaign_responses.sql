-- By how much a contact raises the chance of each segment that a campaign asks: what a past experiment measured in that
-- segment where that tells enough, else what it measured among all, else what the shop states.

with campaigns as (

    select * from {{ ref('campaigns') }}
    where refusal is null

),

segments as (

    select distinct rfm_segment from {{ ref('dim_customers') }}

),

asked as (

    select
        campaigns.campaign_name,
        segments.rfm_segment,
        declared.response_experiment,
        declared.response_arm,
        campaigns.response,
        campaigns.response_lower,
        campaigns.response_upper
    from campaigns
    inner join {{ ref('stg_campaigns') }} as declared on campaigns.campaign_name = declared.campaign_name
    inner join segments on declared.segment in ('all', segments.rfm_segment)

),

measured as (

    select
        asked.*,
        lifts.rfm_segment is not null and lifts.refusal is null as is_of_segment,
        lifts.lift,
        lifts.lift_lower,
        lifts.lift_upper,
        {%- for column, nobody in {
            'refusal': 'The experiment had nobody of this segment.',
            'refusal_ru': 'В эксперименте не было никого из этого сегмента.',
        }.items() %}
        case
            when asked.response_experiment is null then null
            when lifts.rfm_segment is null then '{{ nobody }}'
            else lifts.{{ column }}
        end as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from asked
    left join {{ ref('segment_lifts') }} as lifts
        on asked.response_experiment = lifts.experiment_name
            and asked.response_arm = lifts.arm
            and asked.rfm_segment = lifts.rfm_segment

),

final as (

    select
        campaign_name,
        rfm_segment,
        case when is_of_segment then lift else response end as response,
        case when is_of_segment then lift_lower else response_lower end as response_lower,
        case when is_of_segment then lift_upper else response_upper end as response_upper,
        case
            when response_experiment is null then 'stated'
            when is_of_segment then 'measured_in_segment'
            else 'measured_overall'
        end as response_basis,
        refusal as response_refusal,
        refusal_ru as response_refusal_ru
    from measured

)

select * from final
