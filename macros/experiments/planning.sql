{% macro customers_per_arm(effect) -%}
    {#- Customers in each of two equal arms for a relative effect to be shown: by Cohen's h for shares, whose spread
        follows from them, by Cohen's d for the rest. Null where a share would pass 1. -#}
    cast(ceil(2 * (1 - variance_saved) * power({{ planned_errors() }} / case
            when not {{ is_a_share('metric_name') }} then {{ effect }} * metric_value / nullif(standard_deviation, 0)
            when metric_value * (1 + {{ effect }}) <= 1
                then 2 * (asin(sqrt(metric_value * (1 + {{ effect }}))) - asin(sqrt(metric_value)))
        end, 2)) as bigint)
{%- endmacro %}


{% macro smallest_effect(customer_count) -%}
    {#- The other way round: the relative effect that so many customers, half of them in each arm, can show. Null
        where not even all of them buying would. -#}
    {%- set size = planned_errors() ~ " * sqrt(4 * (1 - variance_saved) / nullif(" ~ customer_count ~ ", 0))" -%}
    case
            when not {{ is_a_share('metric_name') }} then {{ size }} * standard_deviation / metric_value
            when asin(sqrt(metric_value)) + {{ size }} / 2 <= pi() / 2
                then power(sin(asin(sqrt(metric_value)) + {{ size }} / 2), 2) / metric_value - 1
        end
{%- endmacro %}


{% macro planning_advice(sought) -%}
    {#- What the plan comes to, in a sentence or two: whether the base is large enough, and what could be measured
        instead where it is not. -#}
    {%- set percent = "cast(round(100 * {}, 1) as decimal(18, 1))" -%}
    {%- set sought_percent = (100 * sought) | round(1) | string | replace('.0', '') -%}
    case
            when is_enough then
                'Enough: ' || customer_count || ' customers in two arms show a change of ' || replace(metric_name, '_', ' ')
                || ' by ' || {{ percent.format('smallest_effect') }} || ' % over ' || window_days || ' days.'
            else
                'Too few: ' || coalesce(
                    customer_count || ' customers in two arms show a change of ' || replace(metric_name, '_', ' ')
                    || ' by ' || {{ percent.format('smallest_effect') }} || ' % at best, over ' || window_days || ' days',
                    customer_count || ' customers show no change of ' || replace(metric_name, '_', ' ') || ' at all'
                ) || coalesce('; {{ sought_percent }} % takes ' || customers_per_arm || ' an arm', '') || '. '
                || case
                    when best_effect <= {{ sought }} then
                        'Measure ' || replace(best_metric, '_', ' ') || ' instead, which shows ' || {{ percent.format('best_effect') }} || ' %.'
                    when effect_of_all <= {{ sought }} then
                        'Ask all customers, not a segment: they show ' || {{ percent.format('effect_of_all') }} || ' %.'
                    when best_metric <> metric_name and best_effect is not null then
                        'Nearest comes ' || replace(best_metric, '_', ' ') || ' with ' || {{ percent.format('best_effect') }}
                        || ' %: plan for a larger effect, or do without the experiment.'
                    else 'No other metric comes nearer: plan for a larger effect, or do without the experiment.'
                end
        end
{%- endmacro %}
