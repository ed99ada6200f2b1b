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


{% macro numbers_up_to(count) -%}
    {#- As a column: a row for each whole number from 1 to a count. -#}
    {{ return(adapter.dispatch('numbers_up_to', 'karat')(count)) }}
{%- endmacro %}


{% macro duckdb__numbers_up_to(count) -%}
    unnest(range(1, {{ count }} + 1))
{%- endmacro %}


{% macro spark__numbers_up_to(count) -%}
    explode(sequence(1, {{ count }}))
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
