{% macro date_at_share(date_expression, share) -%}
    {#- The date that a share of the rows lie on or before: a date of the rows, none between two. -#}
    {{ return(adapter.dispatch('date_at_share', 'karat')(date_expression, share)) }}
{%- endmacro %}


{% macro duckdb__date_at_share(date_expression, share) -%}
    percentile_disc({{ share }}) within group (order by {{ date_expression }})
{%- endmacro %}


{#- Spark takes the percentiles of numbers alone. -#}
{% macro spark__date_at_share(date_expression, share) -%}
    date_from_unix_date(cast(percentile_disc({{ share }}) within group (order by unix_date({{ date_expression }})) as int))
{%- endmacro %}
