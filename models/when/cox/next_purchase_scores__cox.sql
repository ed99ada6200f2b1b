-- The Cox model scored from its tables: S(h) = exp(-H0(h) * relative hazard).

with scored as (

    select * from {{ ref('cox_relative_hazards') }}

),

hazards as (

    select * from {{ ref('cox_baseline_hazard') }}

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
