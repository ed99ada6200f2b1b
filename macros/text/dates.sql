{% macro month_patterns() -%}
    {#- How the names of the twelve months begin: Russian, English, Kazakh, Uzbek. -#}
    {{ return([
        'янв|jan|yan|қаң', 'фев|feb|fev|ақп', 'мар|mar|нау', 'апр|apr|сәу', 'ма[йя]|may|мам',
        'июн|jun|iyun|мау', 'июл|jul|iyul|шіл', 'авг|aug|avg|там', 'сен|sep|қыр', 'окт|oct|okt|қаз',
        'ноя|nov|noy|қар', 'дек|dec|dek|жел',
    ]) }}
{%- endmacro %}


{% macro any_month_pattern() -%}
    {{ return(month_patterns() | join('|')) }}
{%- endmacro %}


{% macro month_pattern(names) -%}
    {#- A month's name within a lower-case text: its second group, a closing dot included. -#}
    {{ return('(^|[^a-zа-яёәіңғүұқөһ])((' ~ names ~ ')[a-zа-яёәіңғүұқөһ]*[.]?)') }}
{%- endmacro %}


{% macro weekday_pattern() -%}
    {#- A weekday in a lower-case text, with the commas and brackets around it. -#}
    {{ return('(^|[ ,(])(пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье'
        ~ '|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(mon|tues|wednes|thurs|fri|satur|sun)day'
        ~ '|дс|сс|бс|жм|сн|жс|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі)([.,) ]+|$)') }}
{%- endmacro %}


{% macro date_pattern() -%}
    {#- Three numbers (`m02` is a month that stood there as a word) and their marks, then the time:
        groups 1, 3 and 5; 2 and 4; 6. -#}
    {{ return('^(m[0-9]{2}|[0-9]{1,4})([ ./,-]+)(m[0-9]{2}|[0-9]{1,2})([ ./,-]+)(m[0-9]{2}|[0-9]{1,4})([^0-9].*)?$') }}
{%- endmacro %}


{% macro time_pattern() -%}
    {#- What may follow a date: nothing, or a time with its groups: 1 hour, 2 minute, 4 second, 7 the
        letter of AM or PM, 8 the zone. -#}
    {{ return('^[ t,]*(?:([0-9]{1,2})[:.]([0-9]{2})([:.]([0-9]{2})([.,][0-9]+)?)?( ?([ap])[.]?m[.]?)?)? ?'
        ~ '(z|utc|gmt|(?:utc|gmt)? ?[-+−][0-9]{1,2}:?(?:[0-9]{2})?(?: [(].*[)])?)?$') }}
{%- endmacro %}


{% macro as_moment(year, month, day, clock) -%}
    {#- A timestamp of numbers as text; null where there is no such day or time. -#}
    try_cast(
        {{ year }} || '-' || lpad({{ month }}, 2, '0') || '-' || lpad({{ day }}, 2, '0') || ' ' || {{ clock }}
        as timestamp
    )
{%- endmacro %}


{% macro day_number_moment(days) -%}
    {#- A spreadsheet's day number, its fraction the time of day, to the second. -#}
    {{ dbt.dateadd('second', 'cast(round((' ~ days ~ ' - floor(' ~ days ~ ')) * 86400) as integer)',
        'cast(' ~ date_plus_days("cast('" ~ var('day_numbers_from') ~ "' as date)", 'cast(floor(' ~ days ~ ') as integer)')
        ~ ' as timestamp)') }}
{%- endmacro %}


{% macro unix_moment(seconds) -%}
    {#- A moment of UTC from the seconds since 1970. -#}
    {{ date_plus_seconds("timestamp '1970-01-01 00:00:00'", seconds) }}
{%- endmacro %}


{% macro date_plus_seconds(moment, seconds) -%}
    {#- A moment some whole seconds later. -#}
    cast({{ dbt.dateadd('second', seconds, moment) }} as timestamp)
{%- endmacro %}


{% macro zone_minutes(zone) -%}
    {#- Minutes that a zone (`+05:00`, `utc`, `gmt+0500 (…)`) is ahead of UTC; null for none. -#}
    case
        when {{ zone }} = '' then null
        when not {{ matches(zone, '[0-9]') }} then 0
        else
            case when {{ matches(zone, '[-−][0-9]') }} then -1 else 1 end
            * (
                60 * cast(regexp_extract({{ zone }}, '[-+−]([0-9]{1,2})', 1) as integer)
                + coalesce(try_cast(nullif(regexp_extract({{ zone }}, '[-+−][0-9]{1,2}:?([0-9]{2})', 1), '') as integer), 0)
            )
    end
{%- endmacro %}


{% macro in_shop_time(utc_moment) -%}
    {#- A moment of UTC by the clock of the shop's zone; of UTC where the var names none. -#}
    {%- if var('shop_timezone') -%}
    {{ return(adapter.dispatch('in_shop_time', 'karat')(utc_moment)) }}
    {%- else -%}
    {{ return(utc_moment) }}
    {%- endif -%}
{%- endmacro %}


{% macro duckdb__in_shop_time(utc_moment) -%}
    timezone('{{ var("shop_timezone") }}', timezone('UTC', {{ utc_moment }}))
{%- endmacro %}


{% macro spark__in_shop_time(utc_moment) -%}
    from_utc_timestamp({{ utc_moment }}, '{{ var("shop_timezone") }}')
{%- endmacro %}
