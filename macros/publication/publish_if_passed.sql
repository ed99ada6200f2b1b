{% macro publish_if_passed(results) -%}
    {#- Puts the tables that people read into the published file, once a run has built every one of
        them and nothing in it failed. Any other run leaves the last publication as it is. A run that
        scores with kept fits builds all but those of training, which stay as readers last saw them. -#}
    {%- if execute and keeps_publications() and flags.WHICH in ['build', 'retry'] and not flags.EMPTY -%}
        {%- set published = [] -%}
        {%- set built = [] -%}
        {%- set troubles = [] -%}
        {%- for node in graph.nodes.values()
                if node.resource_type == 'model' and node.config.get('meta', {}).get('published') -%}
            {%- do published.append(node) -%}
        {%- endfor -%}
        {%- for result in results -%}
            {%- if result.status | string in ['error', 'fail', 'skipped', 'runtime error', 'partial success'] -%}
                {%- do troubles.append(result.node.name) -%}
            {%- else -%}
                {%- do built.append(result.node.unique_id) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set missing = [] -%}
        {%- set kept = [] -%}
        {%- for node in published if node.unique_id not in built -%}
            {%- if is_scoring() and 'training' in node.tags -%}
                {%- do kept.append(node.unique_id) -%}
            {%- else -%}
                {%- do missing.append(node.name) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if troubles -%}
            {%- do log("Not published: " ~ troubles | length ~ " of this run's nodes failed or were skipped. "
                ~ "Readers keep the last publication.", info=true) -%}
        {%- elif missing -%}
            {%- do log("Not published: this run did not build " ~ missing | sort | join(', ')
                ~ ". Run dbt build without a selection to publish.", info=true) -%}
        {%- else -%}
            {%- do publish_tables(published, kept) -%}
            {%- do say_which_version_predicts() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro publish_tables(nodes, kept) -%}
    {#- Hands the nodes' tables to the plugin's `store`, which writes the file and swaps it in. -#}
    {%- set path = env_var('KARAT_PUBLISHED', 'warehouse/published.duckdb') -%}
    {%- set tables = [] -%}
    {%- for node in nodes | sort(attribute='unique_id') -%}
        {%- do tables.append({
            'database': node.database, 'schema': node.schema, 'name': node.alias,
            'is_kept': node.unique_id in kept,
        }) -%}
    {%- endfor -%}
    {%- for name in ['run_history', 'run_steps'] -%}
        {%- do tables.append({'database': target.database, 'schema': 'monitoring', 'name': name}) -%}
    {%- endfor -%}
    {%- do adapter.store_relation('karat', api.Relation.create(identifier='publication'), [], path, 'duckdb',
        {'tables': tables}) -%}
    {%- do log("Published " ~ tables | length ~ " tables to " ~ path, info=true) -%}
{%- endmacro %}
