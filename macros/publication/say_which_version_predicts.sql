{% macro say_which_version_predicts() -%}
    {#- Names the version of the fits whose predictions readers see, and what it was compared with: how
        much that says depends on whether the two shared a window. -#}
    {%- for node in graph.nodes.values() if node.name == 'model_registry' -%}
        {%- set active = run_query(
            "select active.version, active.trained_until, active.compared_with, active.first_activation_number,"
            ~ " active.validation_start = before.validation_start as shares_window from "
            ~ node.relation_name ~ " as active left join " ~ node.relation_name ~ " as before"
            ~ " on active.compared_with = before.version where active.is_active") -%}
        {%- for row in active.rows -%}
            {%- do log("The predictions are by version " ~ row['version'] ~ ", trained on the sales until "
                ~ row['trained_until'] ~ ", " ~ (
                    "which is no worse on validation than " ~ row['compared_with'] ~ " was" if row['shares_window']
                    else "whose lead over the baseline is not clearly smaller than that of " ~ row['compared_with']
                        ~ ", on another validation window" if row['compared_with']
                    else "the first version of this warehouse" if row['first_activation_number'] == 1
                    else "which was compared with no other: there was none with the same horizons and kind of sales"
                ) ~ ".", info=true) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
