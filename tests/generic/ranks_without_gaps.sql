{% test ranks_without_gaps(model, column_name, partition_by) %}
    {#- Within each group the column runs 1, 2, 3, … without a gap or a repetition. -#}
    select
        {{ partition_by | join(', ') }},
        min({{ column_name }}) as first_rank,
        max({{ column_name }}) as last_rank,
        count(*) as row_count,
        count(distinct {{ column_name }}) as rank_count
    from {{ model }}
    group by {{ partition_by | join(', ') }}
    having first_rank <> 1 or last_rank <> row_count or rank_count <> row_count
{% endtest %}
