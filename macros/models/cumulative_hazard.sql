{% macro cumulative_hazard(probability) -%}
    {#- The cumulative hazard of a probability, -ln(1 - p): what models that err in different ways are averaged by. A
        decimal, whose sums are the same in any order. -#}
    cast(-ln(greatest(1 - {{ probability }}, 1.0e-12)) as decimal(18, 12))
{%- endmacro %}
