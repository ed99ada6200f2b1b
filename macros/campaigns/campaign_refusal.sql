{% macro campaign_refusal(language) -%}
    {#- Why a campaign lists nobody, in a sentence; null where it lists. -#}
    {%- set ends_on = 'cast(ends_on as ' ~ dbt.type_string() ~ ')' -%}
    case refusal_code
        {%- if language == 'en' %}
            when 'not_read' then
                'The experiment ' || response_experiment || ' has no final readout of conversion in the arm '
                || response_arm || ': state a response, or wait for its end.'
            when 'not_shown' then
                'The experiment ' || response_experiment || ' has not shown that its arm ' || response_arm
                || ' raises conversion: its 95 % interval, ' || coalesce({{ percent('lift_lower') }}
                || ' to ' || {{ percent('lift_upper') }}, 'of nobody who bought')
                || ', is not above 0. A campaign on no better ground costs more than it is known to bring.'
            when 'not_declared' then
                'There is no experiment ' || experiment_name || ' with an arm ' || arm
                || ': declare it in KARAT_EXPERIMENTS before it starts.'
            when 'over' then
                'The experiment ' || experiment_name || ' is over since ' || {{ ends_on }}
                || ': leave it out of the campaign, whose control need not be spared any more.'
        {%- else %}
            when 'not_read' then
                'У эксперимента ' || response_experiment || ' нет окончательного итога по конверсии в группе '
                || response_arm || ': укажите отклик сами или дождитесь его конца.'
            when 'not_shown' then
                'Эксперимент ' || response_experiment || ' не показал, что группа ' || response_arm
                || ' повышает конверсию: 95 % интервал, ' || coalesce('от ' || replace({{ percent('lift_lower') }}, '.', ',')
                || ' до ' || replace({{ percent('lift_upper') }}, '.', ','), 'без единой покупки')
                || ', не выше нуля. Такая кампания стоит больше, чем, насколько известно, приносит.'
            when 'not_declared' then
                'Нет эксперимента ' || experiment_name || ' с группой ' || arm
                || ': объявите его в KARAT_EXPERIMENTS до начала.'
            when 'over' then
                'Эксперимент ' || experiment_name || ' закончился ' || {{ ends_on }}
                || ': уберите его из кампании, беречь его контрольную группу больше незачем.'
        {%- endif %}
        end
{%- endmacro %}
