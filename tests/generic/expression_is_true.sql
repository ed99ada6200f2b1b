{% test expression_is_true(model, expression) %}
    {#- A condition over the columns holds in every row; where it is null, it does not hold. -#}
    select *
    from {{ model }}
    where not coalesce({{ expression }}, false)
{% endtest %}
