-- The customer features in the form that survival models take: numbers on bounded scales.

with customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        customer_id,
        as_of_date,
    {%- for name, expression in survival_covariates().items() %}
    cast(coalesce({{ expression }}, 0) as double) as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from customer_features

)

select * from final
