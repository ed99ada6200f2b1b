{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {#- dbt-duckdb's own makes a second table, renames it and drops the earlier one: each a macro of its own,
        a tenth of a build's time, and a fifth of one over an earlier build's tables. DuckDB replaces a table
        in one statement, or leaves it where that fails. -#}
    {%- set table = this.incorporate(type='table') -%}
    {%- set earlier = load_cached_relation(this) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if earlier is not none and not earlier.is_table -%}
        {#- A view is not replaced by a table. It holds no rows that could be lost. -#}
        {%- do adapter.drop_relation(earlier) -%}
    {%- endif -%}
    {%- call statement('main', language=model.language) -%}
        {{ replace_table_by_python(table) if model.language == 'python' else replace_table(table) }}
    {%- endcall -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(table, model) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [table]}) }}
{% endmaterialization %}


{% macro replace_table(table) -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
        create or replace table {{ table }} {{ get_table_columns_and_constraints() }};
        insert into {{ table }} {{ get_column_names() }} (
            {{ get_select_subquery(compiled_code) }}
        );
    {%- else -%}
        create or replace table {{ table }} as (
            {{ compiled_code }}
        );
    {%- endif -%}
{%- endmacro %}


{% macro replace_table_by_python(table) -%}
{{ compiled_code }}

def materialize(df, con):
    con.register('{{ table.identifier }}__made', df)
    con.execute('create or replace table {{ table }} as from {{ table.identifier }}__made')
    con.unregister('{{ table.identifier }}__made')
{%- endmacro %}
