-- Landmarking: each row is somebody who, on a day in the past, had already waited so long. What is
-- learned for a split ends with the split's own as-of date.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

splits as (

    select
        role as split_name,
        as_of_date as split_as_of_date
    from as_of_dates
    where kind = 'split'

),

landmarks as (

    select as_of_date
    from as_of_dates
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
        splits.split_name,
        outcomes.customer_id,
        outcomes.as_of_date,
        least(
            {{ longest_horizon() }},
            {{ dbt.datediff('outcomes.as_of_date', 'splits.split_as_of_date', 'day') }}
        ) as days_at_risk,
        outcomes.days_to_next_purchase
    from splits
    inner join landmarks on splits.split_as_of_date > landmarks.as_of_date
    inner join outcomes on landmarks.as_of_date = outcomes.as_of_date
    -- A large history is sampled: the same customers whatever the order of the rows.
    qualify row_number() over (
            partition by splits.split_name
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
