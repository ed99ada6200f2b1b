-- The weighted geometric mean of what several families leave to chance, which averages their cumulative
-- hazards: models that err in different ways err less together. Who is set aside in a split has no part
-- in it. See docs/methods/blend.md.

{% set weights = blended_families() -%}
{% set parts = weights.keys() | list -%}

with customers as (

    select * from {{ ref('split_customers') }}
    where is_scored

),

{% for part in parts %}{{ part }} as (

    select scores.*
    from (
        {{ union_of_families('next_purchase', [part]) }}
    ) as scores
    inner join {{ ref('next_purchase_part_health') }} as health
        on scores.model_name = health.model_name
            and scores.split_name = health.split_name
            and health.is_healthy

),

{% endfor -%}
averaged as (

    select
        customers.split_name,
        customers.as_of_date,
        customers.customer_id,
        {%- for horizon in all_horizons() %}
        -(
            {%- for part in parts %}
            {{ "+ " if not loop.first }}case
                when {{ part }}.customer_id is null then 0
                else {{ weights[part] }} * ln(greatest(1 - {{ part }}.probability_{{ horizon }}d, 1.0e-12))
            end
            {%- endfor %}
        ) / (
            {%- for part in parts %}
            {{ "+ " if not loop.first }}case when {{ part }}.customer_id is null then 0 else {{ weights[part] }} end
            {%- endfor %}
        ) as hazard_{{ horizon }}d{{ "," if not loop.last }}
        {%- endfor %}
    from customers
    {%- for part in parts %}
    left join {{ part }}
        on customers.split_name = {{ part }}.split_name
            and customers.customer_id = {{ part }}.customer_id
    {%- endfor %}
    where coalesce({% for part in parts %}{{ part }}.customer_id{{ ", " if not loop.last }}{% endfor %}) is not null

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
