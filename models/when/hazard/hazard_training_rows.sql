-- The training rows of the hazard model: the landmarks that were drawn, with the customer features of their
-- day as they are, since trees need no scales.

{{ config(materialized='view') }}

with landmarks as (

    select * from {{ ref('training_landmarks') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        landmarks.split_name,
        landmarks.customer_id,
        landmarks.as_of_date,
        landmarks.split_as_of_date,
        landmarks.duration_days,
        landmarks.is_purchase,
    {%- for name in hazard_features() %}
    cast(customer_features.{{ name }} as double) as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from landmarks
    inner join customer_features
        on landmarks.customer_id = customer_features.customer_id
            and landmarks.as_of_date = customer_features.as_of_date

)

select * from final
