{% macro record_run(results) -%}
    {#- Appends the run that ends to the run history: what ran, how it ended, how long it took, and how
        many rows went into each table and came out. The clock stands here and nowhere else. -#}
    {%- if execute and keeps_publications() and flags.WHICH in ['build', 'run', 'test', 'seed', 'retry']
            and not flags.EMPTY -%}
        {%- set failures = ['error', 'fail', 'runtime error', 'partial success'] -%}
        {%- set row_counts = table_row_counts() -%}
        {%- set is_synthetic = loaded_sales_are_synthetic(row_counts) -%}
        {%- set steps = [] -%}
        {%- for result in results if result.node.resource_type in ['model', 'seed'] -%}
            {%- set rows_in = [] -%}
            {%- for parent in result.node.depends_on.nodes if parent in row_counts -%}
                {%- do rows_in.append(row_counts[parent]) -%}
            {%- endfor -%}
            {%- do steps.append([
                "'" ~ invocation_id ~ "'", loop.index, "'" ~ result.node.name ~ "'", "'" ~ result.node.schema ~ "'",
                "'" ~ result.status ~ "'", result.execution_time, rows_in | sum if rows_in else 'null',
                row_counts.get(result.node.unique_id, 'null'), is_synthetic,
            ] | join(', ')) -%}
        {%- endfor -%}
        create schema if not exists monitoring;
        create table if not exists monitoring.run_history (
            run_id varchar, command varchar, started_at timestamp, ended_at timestamp, step_count integer,
            failed_count integer, skipped_count integer, warned_count integer, is_synthetic boolean
        );
        create table if not exists monitoring.run_steps (
            run_id varchar, step_number integer, step_name varchar, layer varchar, status varchar,
            seconds double, rows_in bigint, rows_out bigint, is_synthetic boolean
        );
        {%- for table in graph.sources.values() | selectattr('source_name', 'equalto', 'runs') %}
        comment on table monitoring.{{ table.name }} is '{{ dbt.escape_single_quotes(table.description) }}';
        {%- for column in table.columns.values() %}
        comment on column monitoring.{{ table.name }}.{{ column.name }} is '{{ dbt.escape_single_quotes(column.description) }}';
        {%- endfor %}
        {%- endfor %}
        insert into monitoring.run_history values (
            '{{ invocation_id }}',
            '{{ flags.WHICH }}',
            timestamp '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}',
            cast(now() at time zone 'UTC' as timestamp),
            {{ results | length }},
            {{ results | selectattr('status', 'in', failures) | list | length }},
            {{ results | selectattr('status', 'equalto', 'skipped') | list | length }},
            {{ results | selectattr('status', 'equalto', 'warn') | list | length }},
            {{ is_synthetic }}
        );
        {%- if steps %}
        insert into monitoring.run_steps values ({{ steps | join('), (') }});
        {%- endif %}
    {%- endif -%}
{%- endmacro %}


{% macro loaded_sales_are_synthetic(row_counts) -%}
    {#- Whether the sales in the warehouse are the demo's; false while none have been loaded. The table is
        named by the graph, since source() would read the export again. -#}
    {%- set files = graph.sources.values() | selectattr('name', 'equalto', 'raw_sales_files') | first -%}
    {%- if files.unique_id not in row_counts -%}
        {{ return(false) }}
    {%- endif -%}
    {{ return(run_query(
        "select coalesce(bool_or(is_synthetic), false) from " ~ files.relation_name
    ).columns[0].values()[0]) }}
{%- endmacro %}


{% macro table_row_counts() -%}
    {#- The rows of each table that models, seeds and sources have made, by the node's id: counted, since the
        catalogue's own number (duckdb 2.0.0) still holds the rows that a seed or an incremental model deleted. -#}
    {%- set tables = run_query("select lower(schema_name || '.' || table_name) from duckdb_tables()"
        ~ " where database_name = '" ~ target.database ~ "'").columns[0].values() -%}
    {%- set counts = [] -%}
    {%- for node in (graph.nodes.values() | list) + (graph.sources.values() | list)
            if node.resource_type in ['model', 'seed', 'source']
            and (node.schema ~ '.' ~ (node.alias or node.identifier)) | lower in tables -%}
        {%- do counts.append("select '" ~ node.unique_id ~ "', count(*) from "
            ~ node.schema ~ '.' ~ (node.alias or node.identifier)) -%}
    {%- endfor -%}
    {%- set row_counts = {} -%}
    {%- if counts -%}
        {%- for row in run_query(counts | join(' union all ')) -%}
            {%- do row_counts.update({row[0]: row[1]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(row_counts) }}
{%- endmacro %}
