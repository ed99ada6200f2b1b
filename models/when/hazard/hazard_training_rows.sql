-- The training rows of the hazard model: the landmarks and endings of `survival_training_rows` with
-- the customer features as they are, since trees need no scales.

with training_rows as (

    select * from {{ ref('survival_training_rows') }}

),

as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        training_rows.split_name,
        training_rows.customer_id,
        training_rows.as_of_date,
        as_of_dates.as_of_date as split_as_of_date,
        training_rows.duration_days,
        training_rows.is_purchase,
    {%- for name in hazard_features() %}
    cast(customer_features.{{ name }} as double) as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from training_rows
    inner join as_of_dates on training_rows.split_name = as_of_dates.role
    inner join customer_features
        on training_rows.customer_id = customer_features.customer_id
            and training_rows.as_of_date = customer_features.as_of_date

)

select * from final
