-- What a survival model is fitted on: the landmarks that were drawn, with the covariates of their day.

{{ config(materialized='view') }}

with landmarks as (

    select * from {{ ref('training_landmarks') }}

),

covariates as (

    select * from {{ ref('survival_covariates') }}

),

final as (

    select
        landmarks.split_name,
        landmarks.customer_id,
        landmarks.as_of_date,
        landmarks.duration_days,
        landmarks.is_purchase,
    {%- for name in survival_covariates() %}
    covariates.{{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from landmarks
    inner join covariates
        on landmarks.customer_id = covariates.customer_id
            and landmarks.as_of_date = covariates.as_of_date

)

select * from final
