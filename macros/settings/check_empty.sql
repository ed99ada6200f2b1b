{% macro check_empty() -%}
    {#- Stops an --empty run on a warehouse that a run with rows has filled: it would put an empty table in
        the place of each of its tables. Empty runs are in no history, so one may follow another. -#}
    {%- if execute and flags.EMPTY and flags.WHICH in ['build', 'run', 'seed', 'retry'] -%}
        {%- if adapter.get_relation(target.database, 'monitoring', 'run_history') is not none -%}
            {%- do stop("--empty would empty every table of the warehouse " ~ target.path ~ ", which a run has filled: set "
                ~ "KARAT_WAREHOUSE to another file, such as target/empty.duckdb") -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
