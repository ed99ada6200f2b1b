{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- A schema is a room with the name that readers know: `marts`, never `main_marts`. -#}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
