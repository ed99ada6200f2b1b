-- Each spelling of a date taken apart, and the day that it means by each order of day and month.

with date_spellings as (

    select * from {{ ref('date_spellings') }}

),

matched as (

    select
        *,
        regexp_extract(date_text, '{{ date_pattern() }}', 1) as first_part,
        trim(regexp_extract(date_text, '{{ date_pattern() }}', 2)) as first_mark,
        regexp_extract(date_text, '{{ date_pattern() }}', 3) as second_part,
        trim(regexp_extract(date_text, '{{ date_pattern() }}', 4)) as second_mark,
        regexp_extract(date_text, '{{ date_pattern() }}', 5) as third_part,
        regexp_extract(date_text, '{{ date_pattern() }}', 6) as time_text
    from date_spellings

),

joined as (

    select
        *,
        first_part || ' ' || second_part || ' ' || third_part as parts
    from matched

),

formed as (

    select
        *,
        case
            when {{ matches('date_text', '^[0-9]{5}([.,][0-9]+)?$') }} then 'day_numbers'
            when {{ matches('date_text', '^[0-9]{10}([.][0-9]+)?$') }} then 'unix_seconds'
            when {{ matches('date_text', '^[0-9]{13}$') }} then 'unix_milliseconds'
            when not {{ matches('time_text', time_pattern()) }} or first_part = '' then 'none'
            when {{ matches('parts', '^(m[0-9]{2} [0-9]{1,2} ([0-9]{2}|[0-9]{4})|[0-9]{1,2} m[0-9]{2} ([0-9]{2}|[0-9]{4}))$') }}
                then 'words'
            when {{ matches('parts', '^([0-9]{4} m[0-9]{2} [0-9]{1,2}|[0-9]{4} [0-9]{1,2} m[0-9]{2})$') }} then 'words'
            when {{ matches('parts', 'm') }} then 'none'
            when first_mark <> second_mark then 'none'
            when length(first_part) = 4 and length(third_part) <= 2 then 'plain'
            when length(first_part) > 2 or length(third_part) not in (2, 4) then 'none'
            when first_mark = '.' then 'dots'
            when first_mark = '/' then 'slashes'
            when first_mark = '-' then 'dashes'
            when first_mark = '' then 'spaces'
            else 'none'
        end as form
    from joined

),

timed as (

    select
        *,
        regexp_extract(time_text, '{{ time_pattern() }}', 1) as hour_text,
        regexp_extract(time_text, '{{ time_pattern() }}', 2) as minute_text,
        regexp_extract(time_text, '{{ time_pattern() }}', 4) as second_text,
        regexp_extract(time_text, '{{ time_pattern() }}', 7) as half,
        regexp_extract(time_text, '{{ time_pattern() }}', 8) as zone_text
    from formed

),

clocked as (

    select
        *,
        case
            when hour_text = '' then '00:00:00'
            when half <> '' and cast(hour_text as integer) not between 1 and 12 then null
            else
                lpad(case
                    when half = '' then hour_text
                    else cast(
                        cast(hour_text as integer) % 12 + case when half = 'p' then 12 else 0 end as varchar
                    )
                end, 2, '0')
                || ':' || minute_text || ':' || coalesce(nullif(second_text, ''), '00')
        end as clock,
        case when length(third_part) = 4 then third_part else '20' || third_part end as last_year,
        try_cast(replace(date_text, ',', '.') as double) as number_alone
    from timed

),

ordered as (

    select
        *,
        case when form in ('dots', 'slashes', 'dashes', 'spaces') then clock end as open_clock
    from clocked

),

final as (

    select
        source_file,
        raw_date,
        cell_count,
        form,
        {{ form_of('raw_date') }} as cell_form,
        first_part,
        third_part,
        case
            when form in ('unix_seconds', 'unix_milliseconds') then 0
            when hour_text <> '' then {{ zone_minutes('zone_text') }}
        end as zone_minutes,
        case
            when form = 'day_numbers' then {{ day_number_moment('number_alone') }}
            when form = 'unix_seconds' then {{ unix_moment('cast(floor(number_alone) as bigint)') }}
            when form = 'unix_milliseconds' then {{ unix_moment('cast(floor(number_alone / 1000) as bigint)') }}
            when form = 'plain' then {{ as_moment('first_part', 'second_part', 'third_part', 'clock') }}
            when form = 'words' and length(first_part) = 4 and substr(third_part, 1, 1) = 'm'
                then {{ as_moment('first_part', 'substr(third_part, 2)', 'second_part', 'clock') }}
            when form = 'words' and length(first_part) = 4
                then {{ as_moment('first_part', 'substr(second_part, 2)', 'third_part', 'clock') }}
            when form = 'words' and substr(first_part, 1, 1) = 'm'
                then {{ as_moment('last_year', 'substr(first_part, 2)', 'second_part', 'clock') }}
            when form = 'words' then {{ as_moment('last_year', 'substr(second_part, 2)', 'first_part', 'clock') }}
        end as fixed_moment,
        {{ as_moment('last_year', 'second_part', 'first_part', 'open_clock') }} as day_first_moment,
        {{ as_moment('last_year', 'first_part', 'second_part', 'open_clock') }} as month_first_moment,
        case
            when length(first_part) = 2 and length(third_part) = 2
                then {{ as_moment("'20' || first_part", 'second_part', 'third_part', 'open_clock') }}
        end as year_first_moment
    from ordered

)

select * from final
