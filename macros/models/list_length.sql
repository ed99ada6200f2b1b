{% macro list_length() -%}
    {#- Items that every recommender lists for a customer: as many as people get, and the ten that
        the backtests are judged at. -#}
    {{ return([var('top_k'), 10] | max) }}
{%- endmacro %}


{% macro judged_list_lengths() -%}
    {{ return([5, 10]) }}
{%- endmacro %}
