{% macro blended_models() -%}
    {#- The candidates whose cumulative hazards the blend averages. -#}
    {{ return(['hazard', 'cox', 'bg_nbd']) }}
{%- endmacro %}
