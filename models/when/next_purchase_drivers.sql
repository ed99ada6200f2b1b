-- The strongest contributions to the champion's rate for each customer, in words. Features that say the same
-- thing are one driver, by the seed `reason_features`; how a driver is said stands in the seed `reason_phrases`.

{% set most_drivers = 3 -%}
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
        drivers.driver || case when drivers.contribution > 0 then '_raises' else '_lowers' end as code
    from customers
    inner join drivers
        on customers.model_name = drivers.model_name
            and customers.customer_id = drivers.customer_id
    inner join phrases
        on drivers.driver = phrases.driver
            and (customers.purchase_count > 1) = phrases.has_returned
    where abs(drivers.contribution) >= {{ least_contribution }}

),

-- A phrase whose value is missing says nothing.
ranked as (

    select
        *,
        row_number() over (partition by customer_id order by abs(contribution) desc, driver) as driver_rank
    from worded
    where words not like '%?%'

),

final as (

    select * from ranked
    where driver_rank <= {{ most_drivers }}

)

select * from final
