{#- How a reason is said, each language by the suffix of its columns. -#}
{% macro reason_languages() -%}
    {{ return({
        '': {
            'name': 'en', 'mark': "','", 'raising': 'For a purchase', 'lowering': 'Against',
            'early': 'is not over yet', 'soon': 'is nearly over', 'due': 'has just passed', 'late': 'has long passed',
            'plain': ['Last bought ', ' ago (on average ', ' so far (on average '],
        },
        '_ru': {
            'name': 'ru', 'mark': "chr(160)", 'raising': 'За покупку', 'lowering': 'Против',
            'early': 'ещё не прошёл', 'soon': 'почти прошёл', 'due': 'только что прошёл', 'late': 'давно прошёл',
            'plain': ['Последняя покупка ', ' назад (в среднем ', ' (в среднем '],
        },
    }) }}
{%- endmacro %}


{#- A phrase of the seed `reason_phrases` with the customer's own values in it; `?` where one is missing. -#}
{% macro worded_driver(suffix) -%}
    {%- set said = reason_languages()[suffix] -%}
    {%- set values = {
        'days_since': counted('customers.days_since_last_purchase', 'day', said.name),
        'usual_gap': counted('customers.usual_gap_days', 'day', said.name),
        'tenure': counted('customers.tenure_days', 'day', said.name),
        'purchases': counted('customers.purchase_count', 'purchase', said.name),
        'purchases_90d': counted('customers.purchases_last_90d', 'purchase', said.name),
        'order_value': amount('customers.average_order_value', said.mark),
        'spend_180d': amount('customers.spend_last_180d', said.mark),
        'bonus_points': amount('customers.bonus_points', said.mark),
        'trade_in_percent': whole_number('100 * customers.trade_in_share'),
        'season_percent': whole_number('100 * abs(exp(drivers.contribution) - 1)'),
        'gap_state': "case"
            ~ " when customers.gap_ratio < 0.7 then '" ~ said.early ~ "' when customers.gap_ratio < 1 then '" ~ said.soon
            ~ "' when customers.gap_ratio < 1.5 then '" ~ said.due
            ~ "' when customers.gap_ratio is not null then '" ~ said.late ~ "' end",
    } -%}
    {%- set phrase = namespace(sql="case when drivers.contribution > 0 then phrases.raising_phrase" ~ suffix
        ~ " else phrases.lowering_phrase" ~ suffix ~ " end") -%}
    {%- for name, value in values.items() -%}
    {%- set phrase.sql = "replace(" ~ phrase.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", '?'))" -%}
    {%- endfor -%}
    {{ phrase.sql }}
{%- endmacro %}
