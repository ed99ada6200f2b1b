-- The strongest contributions to the champion's rate for each customer, in words. Features that say the same
-- thing are one driver, by the seed `reason_features`; how a driver is said stands in the seed `reason_phrases`.

{% set most_phrases = 3 -%}
{% set least_contribution = 0.05 -%}  {#- less than 5 % on the rate is not worth a word -#}
with customers as (

    select
        scores.model_name,
        features.*
    from {{ ref('next_purchase_champion_scores') }} as scores
    inner join {{ ref('customer_features') }} as features
        on scores.customer_id = features.customer_id
            and scores.as_of_date = features.as_of_date
    where scores.split_name = 'today' and scores.horizon_days = {{ longest_horizon() }}

),

drivers as (

    select
        contributions.model_name,
        contributions.customer_id,
        coalesce(reason_features.driver, 'other') as driver,
        round({{ exact_sum('contributions.contribution') }}, 6) as contribution
    from {{ ref('next_purchase_contributions') }} as contributions
    left join {{ ref('reason_features') }} as reason_features
        on contributions.feature = reason_features.feature
    where contributions.split_name = 'today'
    group by contributions.model_name, contributions.customer_id, coalesce(reason_features.driver, 'other')

),

phrases as (

    select * from {{ ref('reason_phrases') }}

),

worded as (

    select
        customers.customer_id,
        drivers.driver,
        drivers.contribution,
        {%- for suffix in reason_languages() %}
        {{ worded_driver(suffix) }} as words{{ suffix }},
        {%- endfor %}
        drivers.driver || case when drivers.contribution > 0 then '_raises' else '_lowers' end as code,
        phrases.has_returned
    from customers
    inner join drivers
        on customers.model_name = drivers.model_name
            and customers.customer_id = drivers.customer_id
    inner join phrases
        on drivers.driver = phrases.driver
            and (customers.purchase_count > 1) = phrases.has_returned
    where abs(drivers.contribution) >= {{ least_contribution }}

),

-- A phrase whose value is missing says nothing. That of somebody's rhythm tells the days since the last purchase too:
-- recency that moves the same way is told with it, which leaves its place to another driver.
told as (

    select
        *,
        case
            when driver = 'recency' and has_returned and max(case when driver = 'rhythm' then 1 else 0 end)
                over (partition by customer_id, contribution > 0) = 1
                then 'rhythm'
            else driver
        end as told_with
    from worded
    where words not like '%?%'

),

-- What is told together stands where the stronger of the two would.
weighed as (

    select
        *,
        max(abs(contribution)) over (partition by customer_id, told_with) as phrase_strength
    from told

),

ranked as (

    select
        *,
        dense_rank() over (partition by customer_id order by phrase_strength desc, told_with asc) as phrase_rank
    from weighed

),

final as (

    select
        customer_id,
        driver,
        contribution,
        {%- for suffix in reason_languages() %}
        case when told_with = driver then words{{ suffix }} end as words{{ suffix }},
        {%- endfor %}
        code,
        row_number() over (partition by customer_id order by abs(contribution) desc, driver) as driver_rank
    from ranked
    where phrase_rank <= {{ most_phrases }}

)

select * from final
