{% macro exact_sum(expression, most_digits=18) -%}
    {#- The sum of doubles as decimals: the same whatever the order in which threads add them. Twelve digits after
        the point; 18 digits hold values of a row, below a million, 38 sums of sums. -#}
    cast(sum(cast({{ expression }} as decimal({{ most_digits }}, 12))) as double)
{%- endmacro %}


{% macro exact_deviation(amount) -%}
    {#- The sample's standard deviation of a decimal, from exact sums, whose difference is a double: what is left
        of equal amounts may be a hair above 0. Null for one row. -#}
    sqrt(greatest(
        cast(sum({{ amount }} * {{ amount }}) as double)
        - power(cast(sum({{ amount }}) as double), 2) / nullif(count({{ amount }}), 0), 0
    ) / nullif(count({{ amount }}) - 1, 0))
{%- endmacro %}
