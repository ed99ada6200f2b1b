-- What each declared campaign goes by: whose word its response is, and why it lists nobody where it may not.

with populations as (

    select distinct rfm_segment as segment
    from {{ ref('rfm_segments') }}
    union
    select 'all' as segment

),

known as (

    select campaigns.*
    from {{ ref('stg_campaigns') }} as campaigns
    left join populations on campaigns.segment = populations.segment
    where
        {{ fail_when("populations.segment is null",
            "'The campaign ' || campaigns.campaign_name || ' asks the unknown segment ' || campaigns.segment || ': write all, or segments of the seed rfm_segments.'") }}
        and {{ fail_when("campaigns.within_days not in (" ~ campaign_horizons() | join(', ') ~ ")",
            "'The campaign ' || campaigns.campaign_name || ' counts what is bought within ' || campaigns.within_days || ' days: within_days is " ~ campaign_horizons() | join(' or ') ~ ", for which both chance and spend are predicted.'") }}

),

declared as (

    select
        * exclude (segment),
        {{ dbt.listagg('segment', "', '", 'order by segment') }} as segments
    from known
    group by all

),

-- What a contact added, as experiments that are over have shown.
lifts as (

    select
        experiment_name,
        arm,
        lift,
        lift_lower,
        lift_upper
    from {{ ref('readout') }}
    where metric_name = 'conversion' and is_final

),

experiments as (

    select
        experiment_name,
        arm,
        ends_on
    from {{ ref('experiment_declarations') }}

),

judged as (

    select
        declared.*,
        lifts.lift,
        lifts.lift_lower,
        lifts.lift_upper,
        experiments.ends_on,
        case
            when declared.response_experiment is not null and lifts.experiment_name is null then 'not_read'
            when declared.response_experiment is not null and not coalesce(lifts.lift_lower > 0, false) then 'not_shown'
            when declared.experiment_name is not null and experiments.experiment_name is null then 'not_declared'
            when experiments.ends_on <= sales_window.last_sale_date then 'over'
        end as refusal_code,
        sales_window.is_synthetic
    from declared
    cross join {{ ref('int_sales_window') }} as sales_window
    left join lifts
        on declared.response_experiment = lifts.experiment_name
            and declared.response_arm = lifts.arm
    left join experiments
        on declared.experiment_name = experiments.experiment_name
            and declared.arm = experiments.arm

),

final as (

    select
        campaign_name,
        campaign_number,
        segments,
        least_probability,
        within_days,
        most_contacts,
        contact_cost,
        coalesce(stated_response, lift) as response,
        lift_lower as response_lower,
        lift_upper as response_upper,
        coalesce(response_experiment, 'stated') as gain_basis,
        rest_days,
        experiment_name,
        coalesce(arm, 'contacted') as contacted_arm,
        {{ campaign_refusal('en') }} as refusal,
        {{ campaign_refusal('ru') }} as refusal_ru,
        is_synthetic
    from judged

)

select * from final
order by campaign_number
