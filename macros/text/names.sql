{% macro name_words(expression) -%}
    {#- The words of a lower-case name in any script, single spaces between them: without numbers,
        quotes and all other marks. -#}
    {{ return(adapter.dispatch('name_words', 'karat')(expression)) }}
{%- endmacro %}


{% macro duckdb__name_words(expression) -%}
    trim({{ replace_all(expression, "'[^\\p{L}\\p{M}]+'", "' '") }})
{%- endmacro %}


{% macro spark__name_words(expression) -%}
    trim({{ replace_all(expression, "'[^\\\\p{L}\\\\p{M}]+'", "' '") }})
{%- endmacro %}
