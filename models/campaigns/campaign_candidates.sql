-- Whom a campaign could contact today, and what a contact is expected to bring beyond its cost. Who comes anyway
-- brings nothing: the chance can't rise above 1.

with campaigns as (

    select * from {{ ref('campaigns') }}
    where refusal is null

),

customers as (

    select
        customers.customer_id,
        customers.rfm_segment,
        next_purchases.as_of_date,
        {%- for horizon in campaign_horizons() %}
        next_purchases.probability_{{ horizon }}d,
        customer_values.expected_spend_{{ horizon }}d,
        {%- endfor %}
        customer_values.expected_order_value
    from {{ ref('dim_customers') }} as customers
    inner join {{ ref('customer_next_purchase') }} as next_purchases
        on customers.customer_id = next_purchases.customer_id
    inner join {{ ref('customer_value') }} as customer_values
        on customers.customer_id = customer_values.customer_id
    -- Who is held out is what all campaigns together are measured by.
    where not {{ is_held_out('customers.customer_id') }}

),

-- Contacts made since the last day of the sales count too: whoever was called yesterday by an older list rests.
-- A wrong number gets no better by resting.
last_contacts as (

    select
        customer_id,
        max(contacted_on) as contacted_on,
        bool_or(is_wrong_number) as is_wrong_number
    from {{ ref('stg_contacts') }}
    group by customer_id

),

asked as (

    select
        campaigns.campaign_name,
        campaigns.campaign_number,
        campaigns.least_probability,
        campaigns.most_contacts,
        campaigns.contact_cost,
        responses.response,
        customers.customer_id,
        customers.rfm_segment,
        customers.as_of_date,
        coalesce(assignments.arm, campaigns.contacted_arm) as arm,
        case campaigns.within_days
            {%- for horizon in campaign_horizons() %}
            when {{ horizon }} then customers.probability_{{ horizon }}d
            {%- endfor %}
        end as probability,
        case campaigns.within_days
            {%- for horizon in campaign_horizons() %}
            when {{ horizon }} then customers.expected_spend_{{ horizon }}d
            {%- endfor %}
        end as expected_spend,
        customers.expected_order_value
    from campaigns
    inner join {{ ref('campaign_responses') }} as responses on campaigns.campaign_name = responses.campaign_name
    inner join customers on responses.rfm_segment is not distinct from customers.rfm_segment
    left join {{ ref('assignments') }} as assignments
        on campaigns.experiment_name = assignments.experiment_name
            and customers.customer_id = assignments.customer_id
    left join last_contacts on customers.customer_id = last_contacts.customer_id
    where
        (campaigns.experiment_name is null or assignments.arm in (campaigns.contacted_arm, 'control'))
        and not coalesce(last_contacts.is_wrong_number, false)
        and coalesce(
            {{ dbt.datediff('last_contacts.contacted_on', 'customers.as_of_date', 'day') }} >= campaigns.rest_days, true
        )

),

raised as (

    select
        *,
        least(probability * response, 1 - probability) as rise
    from asked
    where probability >= least_probability

),

final as (

    select
        campaign_name,
        campaign_number,
        customer_id,
        rfm_segment,
        as_of_date,
        arm,
        most_contacts,
        contact_cost,
        probability,
        rise,
        expected_spend,
        expected_order_value,
        rise * expected_order_value - contact_cost as expected_gain
    from raised
    where rise * expected_order_value > contact_cost

)

select * from final
