{% macro served_list_length() -%}
    {#- Places of a list that is served: as many as people get, and the ten that the backtests are judged at. -#}
    {{ return(list_length_under(var('top_k'), false)) }}
{%- endmacro %}


{% macro lists_have_limits() -%}
    {#- Whether stock or variety limits what is served: true or false. -#}
    {{ return(var('lists_per_piece') > 0 or var('most_of_a_category') > 0) }}
{%- endmacro %}


{% macro most_of_a_category() -%}
    {#- Places of a list that a category may take before others: all of them where that has no limit. -#}
    {{ return(var('most_of_a_category') or list_length()) }}
{%- endmacro %}


{% macro list_length() -%}
    {#- Items that every recommender lists for a customer. Where what is served has limits, twice as many: an
        item that others get, or one too many of its category, gives way to the next. The configs of Python
        models say the same in their own words, since a config knows no macro. -#}
    {{ return(list_length_under(var('top_k'), lists_have_limits())) }}
{%- endmacro %}


{% macro list_length_under(top_k, has_limits) -%}
    {{ return([top_k, judged_list_lengths() | max] | max * (2 if has_limits else 1)) }}
{%- endmacro %}


{% macro judged_list_lengths() -%}
    {{ return([5, 10]) }}
{%- endmacro %}
