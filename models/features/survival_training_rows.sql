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

answers as (

    select * from {{ ref('next_purchases') }}

),

covariates as (

    select * from {{ ref('survival_covariates') }}

),

observed as (

    select
        teachers.split_name,
        answers.customer_id,
        answers.as_of_date,
        {{ dbt.datediff('answers.as_of_date', 'answers.settled_on', 'day') }} as days_at_risk,
        {{ dbt.datediff('answers.as_of_date', 'answers.next_purchase_date', 'day') }} as days_to_next_purchase
    from landmarks
    inner join answers on landmarks.as_of_date = answers.as_of_date
    inner join teachers
        on landmarks.as_of_date < teachers.split_as_of_date
            and answers.customer_id = teachers.customer_id
            and answers.settled_on = least(
                {{ date_plus_days('answers.as_of_date', longest_horizon()) }}, teachers.split_as_of_date
            )
    -- A large history is sampled: the same customers whatever the order of the rows.
    qualify row_number() over (
            partition by teachers.split_name
            order by md5(answers.customer_id || cast(answers.as_of_date as varchar)), answers.customer_id
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
