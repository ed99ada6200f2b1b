{% macro blended_models() -%}
    {#- The candidates whose cumulative hazards the blend averages, and their weights. -#}
    {{ return({'hazard': 3, 'cox': 1, 'bg_nbd': 1}) }}
{%- endmacro %}
