-- Landmarking: each row is somebody who, on a day in the past, had already waited so long. What is
-- learned for a split ends with the split's own as-of date.

with teachers as (

    select
        split_name,
        as_of_date as split_as_of_date,
        customer_id
    from {{ ref('split_customers') }}
    where is_learned_from

),

landmarks as (

    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where kind = 'landmark'

),

outcomes as (

    select * from {{ ref('next_purchase_outcomes') }}

),

covariates as (

    select * from {{ ref('survival_covariates') }}

),

observed as (

    select
        teachers.split_name,
        outcomes.customer_id,
        outcomes.as_of_date,
        least(
            {{ longest_horizon() }},
            {{ dbt.datediff('outcomes.as_of_date', 'teachers.split_as_of_date', 'day') }}
        ) as days_at_risk,
        outcomes.days_to_next_purchase
    from landmarks
    inner join outcomes on landmarks.as_of_date = outcomes.as_of_date
    inner join teachers
        on landmarks.as_of_date < teachers.split_as_of_date
            and outcomes.customer_id = teachers.customer_id
    -- A large history is sampled: the same customers whatever the order of the rows.
    qualify row_number() over (
            partition by teachers.split_name
            order by md5(outcomes.customer_id || cast(outcomes.as_of_date as varchar)), outcomes.customer_id
        ) <= {{ var('max_training_rows') }}

),

final as (

    select
        observed.split_name,
        observed.customer_id,
        observed.as_of_date,
        coalesce(least(observed.days_to_next_purchase, observed.days_at_risk), observed.days_at_risk)
            as duration_days,
        coalesce(observed.days_to_next_purchase <= observed.days_at_risk, false) as is_purchase,
    {%- for name in survival_covariates() %}
    covariates.{{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from observed
    inner join covariates
        on observed.customer_id = covariates.customer_id
            and observed.as_of_date = covariates.as_of_date

)

select * from final
