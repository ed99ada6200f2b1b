{% macro candidate_models(task) -%}
    {#- The names of a task's candidate models: every dbt model called `<task>_scores__<name>`. They
        are found by the package `dbt_karat` as dbt starts, since `ref()` has to be called while
        dbt parses, when its own graph is still empty. -#}
    {%- set names = env_var('KARAT_' ~ task | upper ~ '_MODELS', '') -%}
    {%- if not names -%}
        {%- do exceptions.raise_compiler_error(
            "Karat's package is not installed in dbt's environment, so the candidate models of " ~ task
            ~ " can't be found: run make setup, or pip install --editable . ") -%}
    {%- endif -%}
    {{ return(names.split(',')) }}
{%- endmacro %}


{% macro union_of_candidates(task) -%}
    {#- The scores of all candidates of a task, one below the other, with their name. -#}
    {%- for name in candidate_models(task) %}
    select
        '{{ name }}' as model_name,
        {%- for column in score_columns(task) %}
        {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref(task ~ '_scores__' ~ name) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{% macro score_columns(task) -%}
    {#- The interface: the columns that every candidate of a task has. -#}
    {%- set columns = ['split_name', 'as_of_date', 'customer_id'] -%}
    {%- if task == 'next_purchase' -%}
        {%- for horizon in all_horizons() -%}
            {%- do columns.append('probability_' ~ horizon ~ 'd') -%}
        {%- endfor -%}
        {%- do columns.extend(expected_date_shares().keys()) -%}
    {%- else -%}
        {%- do columns.extend(['rank', 'item_id', 'score']) -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}
