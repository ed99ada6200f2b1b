{% macro churn_bands() -%}
    {#- The bands of the probability not to buy within the longest horizon, by name: where each begins. What a band
        means stays the same from build to build and from shop to shop: how many of a hundred such customers come. -#}
    {{ return({'likely_back': 0, 'may_come_back': 0.5, 'slipping': 0.8, 'unlikely_back': 0.95}) }}
{%- endmacro %}


{% macro churn_band(churn_probability) -%}
    {#- The band that a probability falls in; each begins with its bound. -#}
    case
        {%- for name, bound in churn_bands().items() | reverse %}
        when {{ churn_probability }} >= {{ bound }} then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro %}
