-- Everyone whom a split scores, with the features that the hazard model reads.

{{ config(materialized='view') }}

with split_customers as (

    select * from {{ ref('split_customers') }}
    where is_scored

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        split_customers.split_name,
        customer_features.customer_id,
        customer_features.as_of_date,
    {%- for name in hazard_features() %}
    cast(customer_features.{{ name }} as double) as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from split_customers
    inner join customer_features
        on split_customers.customer_id = customer_features.customer_id
            and split_customers.as_of_date = customer_features.as_of_date

)

select * from final
