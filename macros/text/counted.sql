{% macro whole_number(expression) -%}
    {#- A number rounded to a whole one, as text; null for null. -#}
    cast(cast(round({{ expression }}) as bigint) as varchar)
{%- endmacro %}


{% macro amount(expression, mark) -%}
    {#- A whole number with `mark` (SQL) before its last three digits and the three before, as people write amounts: `61,843`;
        null for null. -#}
    {%- set digits = whole_number(expression) -%}
    case
        when abs(round({{ expression }})) < 1000 then {{ digits }}
        when abs(round({{ expression }})) < 1000000
            then substr({{ digits }}, 1, length({{ digits }}) - 3) || {{ mark }} || right({{ digits }}, 3)
        else substr({{ digits }}, 1, length({{ digits }}) - 6) || {{ mark }}
            || substr({{ digits }}, length({{ digits }}) - 5, 3) || {{ mark }} || right({{ digits }}, 3)
    end
{%- endmacro %}


{% macro day_in_russian(expression) -%}
    {#- A day as Russian writes it in figures: 30.11.2024; null for null. -#}
    {%- set text = "cast(" ~ expression ~ " as varchar)" -%}
    split_part({{ text }}, '-', 3) || '.' || split_part({{ text }}, '-', 2) || '.' || split_part({{ text }}, '-', 1)
{%- endmacro %}


{% macro counted(expression, noun, language='en') -%}
    {#- A rounded number with its noun: «1 day», «12 days», «21 день», «12 дней»; null for null. -#}
    {%- if language == 'en' -%}
    {{ whole_number(expression) }} || case when round({{ expression }}) = 1 then ' {{ noun }}' else ' {{ noun }}s' end
    {%- else -%}
    {%- set forms = {
        'buyer': ('покупатель', 'покупателя', 'покупателей'),
        'day': ('день', 'дня', 'дней'),
        'purchase': ('покупка', 'покупки', 'покупок'),
        'time': ('раз', 'раза', 'раз'),
    }[noun] -%}
    {%- set number = "cast(round(" ~ expression ~ ") as bigint)" -%}
    {{ whole_number(expression) }} || case
            when {{ number }} % 10 = 1 and {{ number }} % 100 <> 11 then ' {{ forms[0] }}'
            when {{ number }} % 10 between 2 and 4 and {{ number }} % 100 not between 12 and 14 then ' {{ forms[1] }}'
            else ' {{ forms[2] }}'
        end
    {%- endif -%}
{%- endmacro %}


{% macro two_decimals(expression) -%}
    {#- A number to two decimals, as text; null for null. Doubles turned into text differ by engine. -#}
    cast(cast(round({{ expression }}, 2) as decimal(18, 2)) as varchar)
{%- endmacro %}


{% macro percent(share) -%}
    {#- A share as people write it, as text: 0.1234 as `12.3 %`; null for null. -#}
    cast(cast(round(100 * ({{ share }}), 1) as decimal(18, 1)) as varchar) || ' %'
{%- endmacro %}
