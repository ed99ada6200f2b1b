-- The weighted geometric mean of what hazard, Cox and BG/NBD models leave to chance, which averages
-- their cumulative hazards: models that err in different ways err less together. See docs/methods/blend.md.

{% set weights = blended_families() -%}
{% set parts = weights.keys() | list -%}

with {% for part in parts %}{{ part }} as (

    select * from {{ ref('next_purchase_scores__' ~ part) }}

),

{% endfor -%}
averaged as (

    select
        {{ parts[0] }}.split_name,
        {{ parts[0] }}.as_of_date,
        {{ parts[0] }}.customer_id,
        {%- for horizon in all_horizons() %}
        -(
            {%- for part in parts %}
            {{ "+ " if not loop.first }}{{ weights[part] }} * ln(greatest(1 - {{ part }}.probability_{{ horizon }}d, 1.0e-12))
            {%- endfor %}
        ) / {{ weights.values() | sum }} as hazard_{{ horizon }}d{{ "," if not loop.last }}
        {%- endfor %}
    from {{ parts[0] }}
    {%- for part in parts[1:] %}
    inner join {{ part }}
        on {{ parts[0] }}.split_name = {{ part }}.split_name
            and {{ parts[0] }}.customer_id = {{ part }}.customer_id
    {%- endfor %}

),

-- The hazard by which a share of the longest horizon's purchases has happened; none where none is
-- expected.
with_targets as (

    select
        *,
    {%- for name, share in expected_date_shares().items() %}
    -ln(1 - {{ share }} * nullif(1 - exp(-hazard_{{ longest_horizon() }}d), 0)) as {{ name }}_target{{ "," if not loop.last }}
    
{%- endfor %}
    from averaged

),

-- Between two horizons the hazard is taken as even.
with_days as (

    select
        *,
    {%- for name in expected_date_shares() %}
    case
    {%- for horizon in all_horizons() %}
    {%- set day_before = 0 if loop.first else all_horizons()[loop.index0 - 1] %}
    {%- set hazard_before = '0' if loop.first else 'hazard_' ~ day_before ~ 'd' %}
        {% if loop.last %}when {{ name }}_target is not null{% else %}when {{ name }}_target <= hazard_{{ horizon }}d{% endif %}
            then {{ day_before }} + {{ horizon - day_before }}
            * ({{ name }}_target - {{ hazard_before }}) / nullif(hazard_{{ horizon }}d - {{ hazard_before }}, 0)
    {%- endfor %}
    end as {{ name }}_days{{ "," if not loop.last }}
    
{%- endfor %}
    from with_targets

),

final as (

    select
        split_name,
        as_of_date,
        customer_id,
        {%- for horizon in all_horizons() %}
        1 - exp(-hazard_{{ horizon }}d) as probability_{{ horizon }}d,
        {%- endfor %}
    {%- for name in expected_date_shares() %}
    {{ date_plus_days('as_of_date', 'cast(ceil(' ~ name ~ '_days) as integer)') }} as {{ name }}{% if not loop.last %},{% endif %}
    
{%- endfor %}
    from with_days

)

select * from final
