{% macro served_list_length() -%}
    {#- Places of a list that is served: as many as people get, and the ten that the backtests are judged at. -#}
    {{ return([var('top_k'), 10] | max) }}
{%- endmacro %}


{% macro list_length() -%}
    {#- Items that every recommender lists for a customer. Where what is served has limits, twice as many: an
        item that others get, or one too many of its category, gives way to the next. -#}
    {%- set has_limits = var('lists_per_piece') or var('most_of_a_category') -%}
    {{ return(served_list_length() * (2 if has_limits else 1)) }}
{%- endmacro %}


{% macro judged_list_lengths() -%}
    {{ return([5, 10]) }}
{%- endmacro %}
