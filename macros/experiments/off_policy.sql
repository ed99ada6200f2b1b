{% macro off_policy_refusal() -%}
    {#- Why a list's conversion is not told from the log, in a sentence; null where it is. -#}
    {%- set percent = "cast(cast(round(100 * {}) as integer) as " ~ dbt.type_string() ~ ")" -%}
    case
            when customer_count is null then
                'No drawn list of a customer that it lists was logged {{ var("off_policy_days") }} days or longer before the last sale. '
                || 'Set KARAT_API_EXPLORATION, and wait.'
            when overlap < {{ var('off_policy_overlap') }} then
                'Only ' || {{ percent.format('overlap') }} || ' % of its places hold what could have been shown there, and '
                || '{{ (100 * var("off_policy_overlap")) | round | int }} % are asked: nothing is known of the rest. Try it in an experiment.'
            when coalesce(effective_purchases, 0) < {{ var('off_policy_least_purchases') }} then
                'What was drawn as it lists is worth ' || cast(cast(floor(coalesce(effective_purchases, 0)) as integer) as {{ dbt.type_string() }})
                || ' purchases, and {{ var("off_policy_least_purchases") }} are asked. Wait, or draw more often.'
        end
{%- endmacro %}
