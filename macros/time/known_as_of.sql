{% macro stands_on(sale, day) -%}
    {#- Whether a sale (an alias) had not been taken back by the end of a day. -#}
    ({{ sale }}.taken_back_on is null or {{ sale }}.taken_back_on > {{ day }})
{%- endmacro %}


{% macro known_on(purchase, day) -%}
    {#- Whether this is how a purchase (an alias of `int_purchases`) was known at the end of a day. -#}
    {{ purchase }}.known_from <= {{ day }} and {{ day }} < {{ purchase }}.known_until
{%- endmacro %}
