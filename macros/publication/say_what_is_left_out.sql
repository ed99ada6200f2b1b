{% macro say_what_is_left_out(results) -%}
    {#- Warns in the log of a run that has read the export of each file of which more than the share
        `warned_rejected` is left out, with the reason that costs most rows. What another file brings
        too is lost nowhere. -#}
    {%- for result in results
            if execute and not flags.EMPTY and result.node.name == 'rejections' and result.status == 'success' -%}
        {%- set left_out = run_query(
            "select source_file, reason, row_count, column_name, example_row, example_form, meaning, remedy,"
            ~ " sum(row_count) over (partition by source_file) as all_count,"
            ~ " cast(round(100 * sum(row_share) over (partition by source_file), 1) as decimal(18, 1)) as all_percent"
            ~ " from " ~ result.node.relation_name
            ~ " where reason <> 'repeated_in_another_file'"
            ~ " qualify sum(row_share) over (partition by source_file) > " ~ var('warned_rejected')
            ~ " and row_number() over (partition by source_file order by row_count desc, reason) = 1"
            ~ " order by source_file") -%}
        {%- for row in left_out.rows -%}
            {%- do exceptions.warn(row['source_file'] ~ ": " ~ row['all_count'] ~ " rows (" ~ row['all_percent']
                ~ " %) are left out, most of them (" ~ row['row_count'] ~ ") because " ~ row['meaning']
                ~ (" (column " ~ row['column_name'] ~ ", row " ~ row['example_row']
                    ~ (", such as " ~ row['example_form'] if row['example_form'] else "") ~ ")" if row['column_name'] else "")
                ~ ". " ~ row['remedy'] ~ ". All reasons: monitoring.rejections.") -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
