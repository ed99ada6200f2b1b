{% macro forget_fits() -%}
    {#- At the start of a run with --full-refresh: what earlier builds fitted is not taken over by the models
        that the run is to make, but fitted anew. -#}
    {%- if execute and flags.FULL_REFRESH and flags.WHICH in ['build', 'run', 'retry'] and not flags.EMPTY -%}
        {%- for node in graph.nodes.values()
            if 'fitted_from' in node.columns and node.unique_id in selected_resources -%}
            {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
            {%- if relation is not none
                and 'fitted_from' in adapter.get_columns_in_relation(relation) | map(attribute='name') -%}
                {%- do run_query("update " ~ relation ~ " set fitted_from = null") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
{%- endmacro %}
