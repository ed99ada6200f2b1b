{% macro keeps_publications() -%}
    {#- Whether this engine's builds are recorded and published: on Spark only layers are built that nobody reads yet. -#}
    {{ return(adapter.dispatch('keeps_publications', 'karat')()) }}
{%- endmacro %}


{% macro duckdb__keeps_publications() -%}
    {{ return(true) }}
{%- endmacro %}


{% macro spark__keeps_publications() -%}
    {{ return(false) }}
{%- endmacro %}
