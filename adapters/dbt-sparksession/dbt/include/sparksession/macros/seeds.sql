{% macro sparksession__load_csv_rows(model, agate_table) -%}
    {#- A seed's rows as literals. dbt-spark 1.11 puts them between quotes as they are: an empty cell becomes the
        text None, and an apostrophe ends the statement. -#}
    {%- set overrides = model['config'].get('column_types', {}) -%}
    {%- set types = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- do types.append(overrides.get(name, adapter.convert_type(agate_table, loop.index0))) -%}
    {%- endfor -%}
    {%- set read = adapter.seed_rows(
        model['root_path'], model['original_file_path'], model['config'].get('delimiter') or ','
    ) -%}
    {%- set statements = [] -%}
    {%- for chunk in read | batch(get_batch_size()) -%}
        {%- set rows = [] -%}
        {%- for row in chunk -%}
            {%- set cells = [] -%}
            {%- for cell in row -%}
                {%- do cells.append("cast(" ~ sparksession_literal(cell) ~ " as " ~ types[loop.index0] ~ ")") -%}
            {%- endfor -%}
            {%- do rows.append("(" ~ cells | join(", ") ~ ")") -%}
        {%- endfor -%}
        {%- set sql = "insert into " ~ this.render() ~ " values\n" ~ rows | join(",\n") -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements[0]) }}
{%- endmacro %}


{% macro sparksession_literal(text) -%}
    {#- A text as a literal of Spark, whose escape in texts is the backslash. -#}
    {{ return("null" if text is none else "'" ~ text.replace("\\", "\\\\").replace("'", "\\'") ~ "'") }}
{%- endmacro %}
