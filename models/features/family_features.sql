-- What each fit with named features is trained on, in the order of its columns: from the one list of families.

{{ config(materialized='view') }}

{% set named = [] -%}
{%- for task in tasks() -%}
    {%- for family in families(task).values() -%}
        {%- for fit, (_, names) in family.get('features', {}).items() -%}
            {%- for name in names -%}
                {%- do named.append((fit, name, loop.index)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endfor -%}

with features (fit_table, feature_name, position) as (

    {% if named %}
    values
    {%- for fit, name, position in named %}
    ('{{ fit }}', '{{ name }}', {{ position }}){{ "," if not loop.last }}
    {%- endfor %}
    {% else %}
    select
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_int() }})
    where false
    {% endif %}

)

select * from features
