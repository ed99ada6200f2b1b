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
        hazards.day as horizon_days,
        1 - exp(-hazards.cumulative_hazard * scored.relative_hazard) as probability
    from scored
    inner join hazards on scored.split_name = hazards.split_name
    where hazards.day in ({{ all_horizons() | join(', ') }})

),

-- The first day by which a share of the longest horizon's purchases has happened; none where none
-- is expected.
with_days as (

    select
        longest.split_name,
        longest.customer_id,
        longest.horizon_days,
    {%- for name, share in expected_date_shares().items() %}
    min(case
        when hazards.cumulative_hazard * longest.relative_hazard
            >= -ln(1 - {{ share }} * nullif(longest.probability, 0)) then hazards.day
        end) as {{ name }}_days{{ "," if not loop.last }}
    
{%- endfor %}
    from with_probabilities as longest
    inner join hazards on longest.split_name = hazards.split_name
    where longest.horizon_days = {{ longest_horizon() }} and hazards.day > 0
    group by longest.split_name, longest.customer_id, longest.horizon_days

),

final as (

    select
        with_probabilities.split_name,
        with_probabilities.as_of_date,
        with_probabilities.customer_id,
        with_probabilities.horizon_days,
        with_probabilities.probability,
    {%- for name in expected_date_shares() %}
    {{ date_plus_days('with_probabilities.as_of_date', 'with_days.' ~ name ~ '_days') }} as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from with_probabilities
    left join with_days
        on with_probabilities.split_name = with_days.split_name
            and with_probabilities.customer_id = with_days.customer_id
            and with_probabilities.horizon_days = with_days.horizon_days

)

select * from final
