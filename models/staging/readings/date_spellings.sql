-- Dates without what people and programs write around them: «Пн, 15 февраля 2024 г. в 14:05» becomes
-- `15 m02 2024 14:05`, `20241231T1405` becomes `2024-12-31 14:05`. Spellings, not rows: an export
-- has far fewer of them.

{{ config(materialized='view') }}

with raw_sale_records as (

    select * from {{ ref('raw_sale_records') }}

),

spellings as (

    select
        source_file,
        date as raw_date,
        count(*) filter (where read_problem is null) as cell_count,
        lower({{ unwrapped('date') }}) as bare_text
    from raw_sale_records
    where date is not null
    group by source_file, date

),

-- Weekdays go first: the Kazakh ones hold the beginning of September.
without_weekday as (

    select
        *,
        case
            when {{ matches('bare_text', '[^-0-9 .,:/tz+]') }}
                then trim({{ replace_all('bare_text', "'" ~ weekday_pattern() ~ "'", "' '") }})
            else bare_text
        end as undated_text
    from spellings

),

with_month_word as (

    select
        *,
        regexp_extract(undated_text, '{{ month_pattern(any_month_pattern()) }}', 2) as month_word
    from without_weekday

),

numbered as (

    select
        *,
        case
            when month_word = '' then undated_text
            {% for month in month_patterns() %}
            when {{ matches('month_word', '^(' ~ month ~ ')') }}
                then replace(undated_text, month_word, ' m{{ '%02d' | format(loop.index) }} ')
            {% endfor %}
        end as numbered_text
    from with_month_word

),

-- Left are words for a year, before a time, and the endings of ordinals.
plain as (

    select
        *,
        trim({{ replace_all(
            replace_all(
                replace_all('numbered_text', "'(года|год|г|жылғы|жылы|жыл|ж)[.]?([ ,]|$)|[- ]?(го|ое|е|th|st|nd|rd|of)[ ,]'", "' '"),
                "' (в|at|сағат) '", "' '"),
            "'[ ,]+$|[ ]{2,}'", "' '") }}) as plain_text
    from numbered

),

-- Digits without a mark: year, month, day, then perhaps the time.
compact as (

    select
        *,
        case
            when {{ matches('plain_text', '^([0-9]{8}([t ,].*)?|[0-9]{12}|[0-9]{14})$') }}
                then {{ replace_all('substr(plain_text, 9)', "'^[t ,]+'", "''") }}
        end as compact_time
    from plain

),

final as (

    select
        source_file,
        raw_date,
        cell_count,
        case
            when compact_time is null then plain_text
            else
                substr(plain_text, 1, 4) || '-' || substr(plain_text, 5, 2) || '-' || substr(plain_text, 7, 2) || ' '
                || case
                    when {{ matches('compact_time', '^[0-9]{6}') }}
                        then
                            substr(compact_time, 1, 2) || ':' || substr(compact_time, 3, 2) || ':'
                            || substr(compact_time, 5)
                    when {{ matches('compact_time', '^[0-9]{4}') }}
                        then substr(compact_time, 1, 2) || ':' || substr(compact_time, 3)
                    else compact_time
                end
        end as date_text
    from compact

)

select * from final
