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
    {{ return(['today', 'calibration'] + (['served'] if judged_night() else []) + timing_backtest_splits()) }}
{%- endmacro %}


{% macro judged_night() -%}
    {#- The night that a training is judged on beside what people were told then, the setting
        KARAT_JUDGED_NIGHT; empty for none. -#}
    {{ return('' if is_scoring() else env_var('KARAT_JUDGED_NIGHT', '')) }}
{%- endmacro %}


{% macro is_left_out(customer_id) -%}
    {#- Whether the models of the split `customer_holdout` leave a customer out: a fifth of them. The hash is
        another one than that of the resampling groups, so that the fifth cuts across these. -#}
    {{ hash_bucket("'unseen ' || " ~ customer_id, 5) }} = 0
{%- endmacro %}
