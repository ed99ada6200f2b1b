{% macro whole_number(expression) -%}
    {#- A number rounded to a whole one, as text; null for null. -#}
    cast(cast(round({{ expression }}) as bigint) as varchar)
{%- endmacro %}


{% macro counted(expression, noun) -%}
    {#- A rounded number with its noun: «1 day», «12 days»; null for null. -#}
    {{ whole_number(expression) }} || case when round({{ expression }}) = 1 then ' {{ noun }}' else ' {{ noun }}s' end
{%- endmacro %}


{% macro two_decimals(expression) -%}
    {#- A number to two decimals, as text; null for null. Doubles turned into text differ by engine. -#}
    cast(cast(round({{ expression }}, 2) as decimal(18, 2)) as varchar)
{%- endmacro %}
