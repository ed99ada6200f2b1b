{% macro sparksession__load_csv_rows(model, agate_table) -%}
    {#- A seed's rows as literals. dbt-spark 1.11 puts them between quotes as they are: an empty cell becomes the
        text None, and an apostrophe ends the statement. -#}
    {%- set overrides = model['config'].get('column_types', {}) -%}
    {%- set statements = [] -%}
    {%- for chunk in agate_table.rows | batch(get_batch_size()) -%}
        {%- set rows = [] -%}
        {%- for row in chunk -%}
            {%- set cells = [] -%}
            {%- for name in agate_table.column_names -%}
                {%- set type = overrides.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
                {%- do cells.append("cast(" ~ sparksession_literal(row[name]) ~ " as " ~ type ~ ")") -%}
            {%- endfor -%}
            {%- do rows.append("(" ~ cells | join(", ") ~ ")") -%}
        {%- endfor -%}
        {%- set sql = "insert into " ~ this.render() ~ " values\n" ~ rows | join(",\n") -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements[0]) }}
{%- endmacro %}


{% macro sparksession_literal(value) -%}
    {#- A cell as a literal of Spark, whose escape in texts is the backslash. -#}
    {{ return("null" if value is none else "'" ~ (value | string).replace("\\", "\\\\").replace("'", "\\'") ~ "'") }}
{%- endmacro %}
