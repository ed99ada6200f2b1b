{% macro fits() -%}
    {#- The tables that hold what was learned, and which rows of each, called `fit`, today's predictions
        take: what a version keeps, and what scoring without training restores. A test compares them
        with the edges from models tagged `training` to those that are not. -#}
    {%- set of_today = "fit.split_name = 'today'" -%}
    {%- set of_every_split = "fit.split_name is not null" -%}
    {{ return({
        'base_rate_curves': of_today,
        'bg_nbd_fit': of_today,
        'cox_fit': of_today,
        'hazard_fit': of_today,
        'item_ranker_fit': of_today,
        'item_resale_rates': of_today,
        'next_items_hit_shares': of_today,
        'next_items_ranking': of_every_split,
        'next_purchase_ranking': of_every_split,
        'taste_classes': of_today,
    }) }}
{%- endmacro %}


{% macro fit_settings() -%}
    {#- The vars that a fit depends on, as SQL text of JSON. -#}
    {%- set settings = {} -%}
    {%- for name in [
        'validation_start', 'test_start', 'horizons_days', 'top_k', 'holiday_country', 'landmark_every_days',
        'timing_folds', 'max_training_rows', 'sellable_days', 'lesson_days', 'lessons_per_split',
        'taste_weight', 'variety_strength',
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
