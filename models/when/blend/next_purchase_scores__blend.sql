-- The weighted geometric mean of what several families leave to chance, which averages their cumulative
-- hazards: models that err in different ways err less together. Who is set aside in a split has no part
-- in it. See docs/methods/blend.md.

with scores as (

    {{ union_of_families('next_purchase', blended_families()) }}

),

shares as (

    select * from {{ ref('blend_shares') }}

),

averaged as (

    select
        scores.split_name,
        scores.as_of_date,
        scores.customer_id,
        scores.horizon_days,
        cast(sum(cast(shares.blend_share as decimal(18, 9)) * {{ cumulative_hazard('scores.probability') }}) as double)
            as hazard
    from scores
    inner join shares
        on scores.model_name = shares.model_name
            and scores.split_name = shares.split_name
    group by scores.split_name, scores.as_of_date, scores.customer_id, scores.horizon_days

),

-- Between two horizons the hazard is taken as even.
steps as (

    select
        *,
        coalesce(lag(horizon_days) over by_horizon, 0) as day_before,
        coalesce(lag(hazard) over by_horizon, 0) as hazard_before,
        max(hazard) over (partition by split_name, customer_id) as longest_hazard
    from averaged
    window by_horizon as (partition by split_name, customer_id order by horizon_days)

),

-- The hazard by which a share of the longest horizon's purchases has happened; none where none is
-- expected.
with_targets as (

    select
        *,
    {%- for name, share in expected_date_shares().items() %}
    -ln(1 - {{ share }} * nullif(1 - exp(-longest_hazard), 0)) as {{ name }}_target{{ "," if not loop.last }}
    
{%- endfor %}
    from steps

),

days as (

    select
        split_name,
        customer_id,
    {%- for name in expected_date_shares() %}
    min(case
        when hazard_before < {{ name }}_target and {{ name }}_target <= hazard then
            day_before + (horizon_days - day_before)
            * ({{ name }}_target - hazard_before) / (hazard - hazard_before)
        end) as {{ name }}_days{{ "," if not loop.last }}
    
{%- endfor %}
    from with_targets
    group by split_name, customer_id

),

final as (

    select
        averaged.split_name,
        averaged.as_of_date,
        averaged.customer_id,
        averaged.horizon_days,
        1 - exp(-averaged.hazard) as probability,
    {%- for name in expected_date_shares() %}
    {{ date_plus_days('averaged.as_of_date', 'cast(ceil(days.' ~ name ~ '_days) as integer)') }} as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from averaged
    left join days
        on averaged.split_name = days.split_name
            and averaged.customer_id = days.customer_id
            and averaged.horizon_days = {{ longest_horizon() }}

)

select * from final
