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
    {#- The scores of all candidates of a task, one below the other, with their name, each column in
        the interface's own type: a candidate may return timestamps for dates, as pandas does. -#}
    {%- for name in candidate_models(task) %}
    select
        '{{ name }}' as model_name,
        {%- for column, type in score_columns(task).items() %}
        cast({{ column }} as {{ type }}) as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref(task ~ '_scores__' ~ name) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{% macro score_columns(task) -%}
    {#- The interface: the columns that every candidate of a task has, and their types. -#}
    {%- set text = dbt.type_string() -%}
    {%- set columns = {'split_name': text, 'as_of_date': 'date', 'customer_id': text} -%}
    {%- if task == 'next_purchase' -%}
        {%- for horizon in all_horizons() -%}
            {%- do columns.update({'probability_' ~ horizon ~ 'd': 'double'}) -%}
        {%- endfor -%}
        {%- for name in expected_date_shares() -%}
            {%- do columns.update({name: 'date'}) -%}
        {%- endfor -%}
    {%- else -%}
        {%- do columns.update({'rank': 'integer', 'item_id': text, 'score': 'double'}) -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}
