{% macro fail_when(condition, message) -%}
    {#- An expression that is true, or stops the query with a sentence where the condition holds.
        `message` is a SQL text expression. -#}
    {{ return(adapter.dispatch('fail_when', 'karat')(condition, message)) }}
{%- endmacro %}


{% macro duckdb__fail_when(condition, message) -%}
    (case when {{ condition }} then error({{ message }}) is null else true end)
{%- endmacro %}


{% macro spark__fail_when(condition, message) -%}
    (case when {{ condition }} then raise_error({{ message }}) is null else true end)
{%- endmacro %}
