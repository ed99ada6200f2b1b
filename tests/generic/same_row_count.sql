{% test same_row_count(model, compare_to, compare_where='true') %}
    {#- The model has as many rows as another one, or as those of it that meet a condition: nothing was
        lost or doubled on the way. -#}
    select
        rows_here.row_count,
        rows_there.row_count as expected_row_count
    from (select count(*) as row_count from {{ model }}) as rows_here
    cross join (select count(*) as row_count from {{ compare_to }} where {{ compare_where }}) as rows_there
    where rows_here.row_count <> rows_there.row_count
{% endtest %}
