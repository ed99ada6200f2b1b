-- What each term adds to the logarithm of a customer's relative hazard: the Cox model is a sum, so
-- the parts can be read off it.

with explained as (

    select * from {{ ref('next_purchase_explained') }}
    where model_name = 'cox'

),

customers as (

    select split_customers.*
    from {{ ref('split_customers') }} as split_customers
    inner join explained on split_customers.split_name = explained.split_name
    where split_customers.is_scored

),

covariates as (

    select * from {{ ref('survival_covariates') }}

),

coefficients as (

    select * from {{ ref('cox_coefficients') }}

),

terms as (

    {%- for name in survival_covariates() %}
    select
        customers.split_name,
        customers.customer_id,
        '{{ name }}' as term,
        covariates.{{ name }} as term_value
    from customers
    inner join covariates
        on customers.customer_id = covariates.customer_id
            and customers.as_of_date = covariates.as_of_date
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        terms.split_name,
        terms.customer_id,
        terms.term as feature,
        coefficients.coefficient * (terms.term_value - coefficients.center) as contribution
    from terms
    inner join coefficients
        on terms.split_name = coefficients.split_name
            and terms.term = coefficients.term

)

select * from final
