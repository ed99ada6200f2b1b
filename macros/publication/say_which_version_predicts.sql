{% macro say_which_version_predicts() -%}
    {#- Names the version of the fits that readers now see predict, and what it was compared with: with `auto` windows no two trainings share a window, and the log should say that
        nothing was compared. -#}
    {%- for node in graph.nodes.values() if node.name == 'model_registry' -%}
        {%- set active = run_query(
            "select version, trained_until, compared_with, first_activation_number from "
            ~ node.relation_name ~ " where is_active") -%}
        {%- for row in active.rows -%}
            {%- do log("The predictions are by version " ~ row['version'] ~ ", trained on the sales until "
                ~ row['trained_until'] ~ ", " ~ (
                    "which is no worse on validation than " ~ row['compared_with'] ~ " was" if row['compared_with']
                    else "the first version of this warehouse" if row['first_activation_number'] == 1
                    else "which was compared with no other: there was none on the same validation window"
                ) ~ ".", info=true) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
