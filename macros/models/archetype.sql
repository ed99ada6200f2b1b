{% macro price_tier(price, low_bound, high_bound) -%}
    {#- The third of its kind's prices that a price falls in. -#}
    case
        when {{ price }} is null or {{ low_bound }} is null then 'unknown'
        when {{ price }} <= {{ low_bound }} then 'low'
        when {{ price }} <= {{ high_bound }} then 'middle'
        else 'high'
    end
{%- endmacro %}


{% macro archetype(category, metal, price_tier) -%}
    {#- The twin of a piece: category, metal and price tier as one word. -#}
    {{ category }} || ' | ' || {{ metal }} || ' | ' || {{ price_tier }}
{%- endmacro %}
