-- How much likelier a customer is to buy on a day than the average customer of the training rows: the Cox model
-- is exponential in the sum of its terms.

{{ config(materialized='view') }}

with split_customers as (

    select * from {{ ref('split_customers') }}
    where is_scored

),

covariates as (

    select * from {{ ref('survival_covariates') }}

),

-- A term that kept fits of an earlier release do not know changes nothing.
coefficients as (

    select
        split_name,
    {%- for name in survival_covariates() %}
    coalesce(max(case when term = '{{ name }}' then coefficient end), 0) as {{ name }},
    coalesce(max(case when term = '{{ name }}' then center end), 0) as {{ name }}_center{{ "," if not loop.last }}
    
{%- endfor %}
    from {{ ref('cox_coefficients') }}
    group by split_name

),

final as (

    select
        split_customers.split_name,
        split_customers.as_of_date,
        split_customers.customer_id,
        exp(
            {%- for name in survival_covariates() %}
            {{ "+ " if not loop.first }}coefficients.{{ name }} * (covariates.{{ name }} - coefficients.{{ name }}_center)
            {%- endfor %}
        ) as relative_hazard
    from split_customers
    inner join covariates
        on split_customers.customer_id = covariates.customer_id
            and split_customers.as_of_date = covariates.as_of_date
    inner join coefficients on split_customers.split_name = coefficients.split_name

)

select * from final
