{% test no_nulls(model, columns) %}
    {#- None of the columns is null in any row: one scan, where a test of each column takes one each. -#}
    select {{ columns | join(', ') }}
    from {{ model }}
    where
        {%- for column in columns %}
        {{ "or " if not loop.first }}{{ column }} is null
        {%- endfor %}
{% endtest %}
