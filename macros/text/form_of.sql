{% macro form_of(expression) -%}
    {#- The form of a cell, which names nobody: every digit a 9, every letter an a, cut at 40. -#}
    {{ return(adapter.dispatch('form_of', 'karat')(expression)) }}
{%- endmacro %}


{% macro duckdb__form_of(expression) -%}
    substr(regexp_replace(regexp_replace({{ expression }}, '\p{L}', 'a', 'g'), '[0-9]', '9', 'g'), 1, 40)
{%- endmacro %}


{% macro spark__form_of(expression) -%}
    substr(regexp_replace(regexp_replace({{ expression }}, '\\p{L}', 'a'), '[0-9]', '9'), 1, 40)
{%- endmacro %}
