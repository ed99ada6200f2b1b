{% macro monitored_features() -%}
    {#- What input drift is watched of: each feature's words, and where to look when it drifts. -#}
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
{%- endmacro %}


{% macro features_of_the_export() -%}
    {#- Watched features that drift where the export is broken, which nobody should learn from. -#}
    {{ return(['town', 'bonus_points', 'customer', 'identity', 'purchase_count']) }}
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


{% macro alarm_row(rule, subject, sentence, remedy) -%}
    {#- The columns of an alarm, from SQL of each. -#}
    '{{ rule }}' as rule,
        {{ subject }} as subject,
        {{ sentence }} as sentence,
        {{ remedy }} as remedy
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
