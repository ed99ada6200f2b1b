{% macro timing_backtest_splits() -%}
    {#- The splits that timing models are judged on: item recommenders know the first two alone. -#}
    {%- set splits = ['validation', 'test', 'customer_holdout'] -%}
    {%- for number in range(1, var('timing_folds') + 1) -%}
        {%- do splits.append('fold_' ~ number) -%}
    {%- endfor -%}
    {{ return(splits) }}
{%- endmacro %}


{% macro timing_splits() -%}
    {#- All splits that timing models are fitted and scored for. -#}
    {{ return(['today', 'calibration'] + timing_backtest_splits()) }}
{%- endmacro %}


{% macro is_left_out(customer_id) -%}
    {#- Whether the models of the split `customer_holdout` leave a customer out: a fifth of them. The hash is
        another one than that of the resampling groups, so that the fifth cuts across these. -#}
    {{ hash_bucket("'unseen ' || " ~ customer_id, 5) }} = 0
{%- endmacro %}
