{% macro default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {#- dbt's own comparison of a unit test, but with doubles rounded to six decimals on both sides:
        the last bits of a logarithm differ between machines, and nobody computes them by hand. -#}
    {%- set doubles = [] -%}
    {%- for column in adapter.get_column_schema_from_query(get_empty_subquery_sql(main_sql)) -%}
        {%- if column.dtype | lower == 'double' -%}
            {%- do doubles.append(column.quoted | lower) -%}
        {%- endif -%}
    {%- endfor -%}
with
{%- for side, sql in [('actual', main_sql), ('expected', expected_fixture_sql)] %}
dbt_internal_unit_test_{{ side }} as (
  select
    {%- for name in expected_column_names %}
    {#- adding zero makes a negative zero positive -#}
    {{ 'round(' ~ name ~ ', 6) + 0 as ' ~ name if name | lower in doubles else name }},
    {%- endfor %}
    {{ dbt.string_literal(side) }} as {{ adapter.quote('actual_or_expected') }}
  from (
    {{ sql }}
  ) as {{ side }}_rows
){{ "," if not loop.last }}
{%- endfor %}
select * from dbt_internal_unit_test_actual
union all
select * from dbt_internal_unit_test_expected
{%- endmacro %}
