{% macro fit_settings() -%}
    {#- The vars that a fit depends on, as SQL text of JSON. -#}
    {%- set settings = {} -%}
    {%- for name in [
        'validation_start', 'test_start', 'horizons_days', 'top_k', 'holiday_country', 'landmark_every_days',
        'timing_folds', 'max_training_rows', 'max_judged_customers', 'sellable_days', 'label_window_days',
        'training_windows_per_split', 'taste_weight', 'diversity_strength', 'lists_per_piece', 'most_of_a_category',
    ] -%}
        {#- YAML takes a date without quotes for a date, which JSON has none of. -#}
        {%- do settings.update({name: var(name).isoformat() if var(name).isoformat is defined else var(name)}) -%}
    {%- endfor -%}
    '{{ dbt.escape_single_quotes(tojson(settings)) }}'
{%- endmacro %}


{% macro row_as_json(alias) -%}
    {#- A whole row as JSON text: doubles to the last bit, so that it can be read back as it was. -#}
    {{ return(adapter.dispatch('row_as_json', 'karat')(alias)) }}
{%- endmacro %}


{% macro duckdb__row_as_json(alias) -%}
    cast(to_json({{ alias }}) as varchar)
{%- endmacro %}


{% macro spark__row_as_json(alias) -%}
    to_json(struct({{ alias }}.*))
{%- endmacro %}


{% macro fingerprint(expression) -%}
    {#- Ten characters that change with any row of a group, whatever the rows' order. -#}
    left(md5(concat_ws(
        '-',
        count(*),
        sum(cast({{ hash_bucket(expression, 2147483647) }} as bigint)),
        sum(cast({{ hash_bucket("'again ' || " ~ expression, 2147483647) }} as bigint))
    )), 10)
{%- endmacro %}
