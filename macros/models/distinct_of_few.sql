{% macro distinct_of_few(expression) -%}
    {#- How many different values the few rows of a group have, nulls aside. `count(distinct …)` keeps a table of all
        groups' values beside that of the groups: for the lists of all customers, it is what takes the memory. -#}
    {{ return(adapter.dispatch('distinct_of_few', 'karat')(expression)) }}
{%- endmacro %}


{% macro duckdb__distinct_of_few(expression) -%}
    coalesce(list_unique(list({{ expression }})), 0)
{%- endmacro %}


{% macro spark__distinct_of_few(expression) -%}
    size(collect_set({{ expression }}))
{%- endmacro %}
