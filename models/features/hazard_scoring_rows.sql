-- Everyone known as of each split's date, with the features that the hazard model reads.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind = 'split'

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        as_of_dates.role as split_name,
        customer_features.customer_id,
        customer_features.as_of_date,
    {%- for name in hazard_features() %}
    cast(customer_features.{{ name }} as double) as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from as_of_dates
    inner join customer_features on as_of_dates.as_of_date = customer_features.as_of_date

)

select * from final
