{% macro union_of_families(task, names) -%}
    {#- The scores of families of a task, one below the other, with their name, each column in the
        interface's own type: a family may return timestamps for dates, as pandas does. A row that tells
        a failure is no score. -#}
    {%- for name in names %}
    select
        '{{ name }}' as model_name,
        {%- for column, type in score_columns(task).items() %}
        cast({{ column }} as {{ type }}) as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref(task ~ '_scores__' ~ name) }}
    {%- if task ~ '_scores__' ~ name in families(task)[name].tells_failures or [] %}
    where failure is null
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{% macro score_columns(task) -%}
    {#- The interface: the columns that every family of a task has, and their types. -#}
    {%- set text = dbt.type_string() -%}
    {%- set columns = {'split_name': text, 'as_of_date': 'date', 'customer_id': text} -%}
    {%- if task == 'next_purchase' -%}
        {%- do columns.update({'horizon_days': 'integer', 'probability': 'double'}) -%}
        {%- for name in expected_date_shares() -%}
            {%- do columns.update({name: 'date'}) -%}
        {%- endfor -%}
    {%- elif task == 'customer_value' -%}
        {%- do columns.update({'horizon_days': 'integer', 'expected_spend': 'double', 'expected_order_value': 'double'}) -%}
    {%- else -%}
        {%- do columns.update({'rank': 'integer', 'item_id': text, 'score': 'double'}) -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}
