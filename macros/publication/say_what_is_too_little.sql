{% macro say_what_is_too_little(results) -%}
    {#- Warns in the log of a run that has looked whether the sales suffice to learn from, and found
        that they don't: the table says so too, but a log is read first. -#}
    {%- for result in results
            if execute and not flags.EMPTY and result.node.name == 'data_sufficiency' and result.status == 'success' -%}
        {%- set unmet = run_query(
            "select requirement, found_value, remedy from " ~ result.node.relation_name
            ~ " where not is_met order by requirement") -%}
        {%- for row in unmet.rows -%}
            {%- do exceptions.warn("Too little to learn from, so the predictions are those of the baselines. "
                ~ (row['requirement'] | capitalize).replace('_', ' ') ~ ": " ~ row['found_value'] ~ ". " ~ row['remedy']) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
