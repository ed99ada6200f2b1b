-- The Cox model scored from its tables: S(h) = exp(-H0(h) * relative hazard).

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

hazards as (

    select * from {{ ref('cox_baseline_hazard') }}

),

horizon_hazards as (

    select
        split_name,
    {%- for horizon in all_horizons() %}
    max(case when day = {{ horizon }} then cumulative_hazard end) as hazard_{{ horizon }}d{{ "," if not loop.last }}
    
{%- endfor %}
    from hazards
    group by split_name

),

scored as (

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

),

with_probabilities as (

    select
        scored.*,
    {%- for horizon in all_horizons() %}
    1 - exp(-horizon_hazards.hazard_{{ horizon }}d * scored.relative_hazard) as probability_{{ horizon }}d{{ "," if not loop.last }}
    
{%- endfor %}
    from scored
    inner join horizon_hazards on scored.split_name = horizon_hazards.split_name

),

-- The first day by which a share of the longest horizon's purchases has happened; none where none
-- is expected.
with_days as (

    select
        with_probabilities.split_name,
        with_probabilities.customer_id,
    {%- for name, share in expected_date_shares().items() %}
    min(case
        when hazards.cumulative_hazard * with_probabilities.relative_hazard
            >= -ln(1 - {{ share }} * nullif(with_probabilities.probability_{{ longest_horizon() }}d, 0)) then hazards.day
        end) as {{ name }}_days{{ "," if not loop.last }}
    
{%- endfor %}
    from with_probabilities
    inner join hazards on with_probabilities.split_name = hazards.split_name
    where hazards.day > 0
    group by with_probabilities.split_name, with_probabilities.customer_id

),

final as (

    select
        with_probabilities.split_name,
        with_probabilities.as_of_date,
        with_probabilities.customer_id,
        {%- for horizon in all_horizons() %}
        with_probabilities.probability_{{ horizon }}d,
        {%- endfor %}
    {%- for name in expected_date_shares() %}
    {{ date_plus_days('with_probabilities.as_of_date', 'with_days.' ~ name ~ '_days') }} as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from with_probabilities
    inner join with_days
        on with_probabilities.split_name = with_days.split_name
            and with_probabilities.customer_id = with_days.customer_id

)

select * from final
