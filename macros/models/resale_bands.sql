{% macro units_band(units_sold) -%}
    {#- How often an item was sold, in bands: one-off pieces sell out, basics come again. -#}
    case
        when {{ units_sold }} = 0 then '0'
        when {{ units_sold }} = 1 then '1'
        when {{ units_sold }} = 2 then '2'
        when {{ units_sold }} <= 4 then '3-4'
        when {{ units_sold }} <= 9 then '5-9'
        else '10+'
    end
{%- endmacro %}


{% macro silence_band(days_since_last_sale) -%}
    {#- How long ago an item was last sold, in bands. -#}
    case
        when {{ days_since_last_sale }} is null then 'never sold'
        when {{ days_since_last_sale }} <= 3 then '000-003'
        when {{ days_since_last_sale }} <= 7 then '004-007'
        when {{ days_since_last_sale }} <= 14 then '008-014'
        when {{ days_since_last_sale }} <= 30 then '015-030'
        when {{ days_since_last_sale }} <= 60 then '031-060'
        when {{ days_since_last_sale }} <= 90 then '061-090'
        else '091+'
    end
{%- endmacro %}


{% macro usual_units(units_sold_90d) -%}
    {#- What an item would sell in a label window at the pace of its last 90 days. Half a unit
        keeps a probability for those that sold nothing. -#}
    ({{ units_sold_90d }} + 0.5e0) * {{ var('label_window_days') }} / 90
{%- endmacro %}
