{% macro segment_refusal(language) -%}
    {#- Why a segment's own word of a contact is not taken, in a sentence; null where it is. An interval as wide as
        twice the lift of all can't tell a segment that nothing helps from one like all. -#}
    {%- set least = var('experiment_segment_buyers') -%}
    {%- set buyers = "cast(fewest_buyers as " ~ dbt.type_string() ~ ")" -%}
    case refusal_code
        {%- if language == 'en' %}
            when 'few_buyers' then 'The arm or the control has ' || {{ buyers }} || ' buyers in this segment, and {{ least }} are asked of each.'
            when 'alone' then 'No other segment has buyers enough to tell how segments differ.'
            when 'wide' then 'The interval, ' || {{ percent('lift_lower') }} || ' to ' || {{ percent('lift_upper') }}
                || ', is too wide to tell this segment from the others or from none.'
        {%- else %}
            when 'few_buyers' then 'В этом сегменте в группе или в контроле покупателей всего ' || {{ buyers }} || ', а нужно хотя бы по {{ least }}.'
            when 'alone' then 'Ни в одном другом сегменте покупателей не хватает, чтобы судить, чем сегменты отличаются.'
            when 'wide' then 'Интервал от ' || replace({{ percent('lift_lower') }}, '.', ',') || ' до ' || replace({{ percent('lift_upper') }}, '.', ',')
                || ' слишком широк: сегмент не отличить ни от остальных, ни от нулевого отклика.'
        {%- endif %}
        end
{%- endmacro %}
