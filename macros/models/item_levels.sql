{% macro item_levels() -%}
    {#- The levels that a recommendation is judged at, and the column that names what is meant. -#}
    {{ return({'item': 'item_id', 'archetype': 'archetype', 'category': 'category'}) }}
{%- endmacro %}
