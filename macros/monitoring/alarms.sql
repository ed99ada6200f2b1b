{% macro monitored_features(language='en') -%}
    {#- What input drift is watched of: each feature's words, and where to look when it drifts. -#}
    {%- if language == 'en' -%}
    {%- set catalogue = "staging.unknown_words and marts.dim_items; a new range of goods is learned by the next make build" -%}
    {%- set prices = "the export's price column and currency; where prices were raised on purpose, make build learns the new level" -%}
    {%- set people = "whether the export still holds phones and names as before: make check, monitoring.identity_counts" -%}
    {%- set volume = "whether the export is whole: make check, staging.load_reconciliation; where the season has moved, make build" -%}
    {%- set habits = "what has changed in the shop; if it is to stay, make build learns it" -%}
    {{ return({
        'category': ('Categories of goods', catalogue),
        'metal': ('Metals', catalogue),
        'price': ('Prices', prices),
        'sale_format': ('Forms of sale', habits),
        'town': ('Towns', people),
        'bonus_points': ('Bonus points', people),
        'customer': ('New and returning customers', people),
        'item': ('New items and items sold before', catalogue),
        'identity': ('How sales say who bought', people),
        'purchase_count': ('How often customers have bought', people),
        'days_since_last_purchase': ('How long ago customers last bought', volume),
        'sales_a_day': ('Sales a day', volume),
        'sales_of_a_year_ago': ('Sales a day beside the same weeks of last year', volume),
        'typical_price': ('Typical price of the same kinds of pieces', prices),
    }) }}
    {%- else -%}
    {%- set catalogue = "staging.unknown_words и marts.dim_items; новый ассортимент выучит следующий make build" -%}
    {%- set prices = "столбец цен и валюту выгрузки; если цены подняли намеренно, новый уровень выучит make build" -%}
    {%- set people = "есть ли в выгрузке телефоны и имена, как раньше: make check, monitoring.identity_counts" -%}
    {%- set volume = "полна ли выгрузка: make check, staging.load_reconciliation; если сдвинулся сезон, нужен make build" -%}
    {%- set habits = "что изменилось в магазине; если это надолго, новое выучит make build" -%}
    {{ return({
        'category': ('Категории товаров', catalogue),
        'metal': ('Металлы', catalogue),
        'price': ('Цены', prices),
        'sale_format': ('Формы продажи', habits),
        'town': ('Города', people),
        'bonus_points': ('Бонусные баллы', people),
        'customer': ('Новые и вернувшиеся покупатели', people),
        'item': ('Новые и уже продававшиеся изделия', catalogue),
        'identity': ('Как в продажах указано, кто купил', people),
        'purchase_count': ('Сколько раз покупали покупатели', people),
        'days_since_last_purchase': ('Как давно покупатели были в последний раз', volume),
        'sales_a_day': ('Продажи в день', volume),
        'sales_of_a_year_ago': ('Продажи в день рядом с теми же неделями прошлого года', volume),
        'typical_price': ('Обычная цена таких же изделий', prices),
    }) }}
    {%- endif -%}
{%- endmacro %}


{% macro features_of_the_export() -%}
    {#- Watched features that drift where the export is broken, which nobody should learn from. Not how many buyers are
        new, nor how often they have bought: what people do moves these too, and a fit should follow. -#}
    {{ return(['town', 'bonus_points', 'identity']) }}
{%- endmacro %}


{% macro retraining_reasons() -%}
    {#- What speaks for a training, and what against one, in words that a sentence goes on with. -#}
    {{ return({
        'decay': ('what it told is worth less than was promised', false),
        'inputs': ('what comes in has changed since', false),
        'new_sales': ('many sales have come since', false),
        'old_fit': ('it is old', false),
        'broken_export': ('who bought is written otherwise than before', true),
        'lost_customers': ('customers have gone', true),
        'lost_month': ('past sales have gone', true),
    }) }}
{%- endmacro %}


{% macro alarm_row(rule, subject, en, ru) -%}
    {#- The columns of an alarm, from SQL of each: its sentence and remedy in both languages. -#}
    '{{ rule }}' as rule,
        {{ subject }} as subject,
        {{ en[0] }} as sentence,
        {{ en[1] }} as remedy,
        {{ ru[0] }} as sentence_ru,
        {{ ru[1] }} as remedy_ru
{%- endmacro %}


{% macro say_what_alarms(results) -%}
    {#- Warns at the end of a run that has built the alarms of each of tonight's, with what to do about it. -#}
    {%- set built = {} -%}
    {%- for result in results if result.node.name in ['alarms', 'nights'] and result.status == 'success' -%}
        {%- do built.update({result.node.name: result.node.relation_name}) -%}
    {%- endfor -%}
    {%- if execute and not flags.EMPTY and built | length == 2 -%}
        {%- set alarms = run_query("select sentence, remedy from " ~ built.alarms
            ~ " where night = (select max(night) from " ~ built.nights ~ ") order by rule, subject") -%}
        {%- for row in alarms.rows -%}
            {%- do exceptions.warn(row['sentence'] ~ " " ~ row['remedy']) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
