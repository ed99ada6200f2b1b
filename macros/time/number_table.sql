{% macro number_table(first, last) -%}
    {#- A relation with the one column `number`: every whole number from `first` to `last`. -#}
    {{ return(adapter.dispatch('number_table', 'karat')(first, last)) }}
{%- endmacro %}


{% macro duckdb__number_table(first, last) -%}
    (select unnest(range({{ first }}, {{ last }} + 1)) as number)
{%- endmacro %}


{% macro spark__number_table(first, last) -%}
    (select explode(sequence({{ first }}, {{ last }})) as number)
{%- endmacro %}


{% macro date_plus_days(date_expression, days_expression) -%}
    {#- A date some whole days later, as a date. -#}
    cast({{ dbt.dateadd('day', days_expression, date_expression) }} as date)
{%- endmacro %}


{% macro iso_weekday(date_expression) -%}
    {#- Monday is 1, Sunday is 7: engines number the days of a week differently. -#}
    {{ return(adapter.dispatch('iso_weekday', 'karat')(date_expression)) }}
{%- endmacro %}


{% macro duckdb__iso_weekday(date_expression) -%}
    isodow({{ date_expression }})
{%- endmacro %}


{% macro spark__iso_weekday(date_expression) -%}
    weekday({{ date_expression }}) + 1
{%- endmacro %}
