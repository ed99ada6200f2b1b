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

final as (

    select
        declared.campaign_name,
        declared.campaign_number,
        declared.segments,
        declared.least_probability,
        declared.within_days,
        declared.most_contacts,
        declared.contact_cost,
        coalesce(declared.stated_response, lifts.lift) as response,
        coalesce(declared.response_experiment, 'stated') as gain_basis,
        declared.rest_days,
        declared.experiment_name,
        coalesce(declared.arm, 'contacted') as contacted_arm,
        case
            when declared.response_experiment is not null and lifts.experiment_name is null then
                'The experiment ' || declared.response_experiment || ' has no final readout of conversion in the arm '
                || declared.response_arm || ': state a response, or wait for its end.'
            when declared.response_experiment is not null and not coalesce(lifts.lift_lower > 0, false) then
                'The experiment ' || declared.response_experiment || ' has not shown that its arm ' || declared.response_arm
                || ' raises conversion: its 95 % interval, ' || coalesce({{ percent('lifts.lift_lower') }}
                || ' to ' || {{ percent('lifts.lift_upper') }}, 'of nobody who bought')
                || ', is not above 0. A campaign on no better ground costs more than it is known to bring.'
            when declared.experiment_name is not null and experiments.experiment_name is null then
                'There is no experiment ' || declared.experiment_name || ' with an arm ' || declared.arm
                || ': declare it in KARAT_EXPERIMENTS before it starts.'
            when experiments.ends_on <= sales_window.last_sale_date then
                'The experiment ' || declared.experiment_name || ' is over since ' || cast(experiments.ends_on as varchar)
                || ': leave it out of the campaign, whose control need not be spared any more.'
        end as refusal,
        sales_window.is_synthetic
    from declared
    cross join {{ ref('int_sales_window') }} as sales_window
    left join lifts
        on declared.response_experiment = lifts.experiment_name
            and declared.response_arm = lifts.arm
    left join experiments
        on declared.experiment_name = experiments.experiment_name
            and declared.arm = experiments.arm

)

select * from final
order by campaign_number
