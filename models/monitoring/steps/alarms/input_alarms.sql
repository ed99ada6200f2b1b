-- What has changed in tonight's inputs, told with the value that moved farthest.

with drifted as (

    select * from {{ ref('feature_drift') }}
    where is_drifted

),

worded as (

    select
        *,
        {%- for language in ['en', 'ru'] %}
        case feature
            {%- for feature, (words, look_at) in monitored_features(language).items() %}
            when '{{ feature }}' then '{{ words | replace("'", "''") }}'
            {%- endfor %}
        end as words_{{ language }},
        case feature
            {%- for feature, (words, look_at) in monitored_features(language).items() %}
            when '{{ feature }}' then '{{ look_at | replace("'", "''") }}'
            {%- endfor %}
        end as look_at_{{ language }},
        {%- endfor %}
        case kind when 'level' then {{ two_decimals('found_value') }} else {{ percent('found_value') }} end as found_text,
        case kind when 'level' then {{ two_decimals('before_value') }} else {{ percent('before_value') }} end as before_text
    from drifted

),

final as (

    select
        {{ alarm_row(
            'inputs', 'feature',
            ("words_en || case kind
            when 'level' then ': ' || found_text || ' in the last " ~ var('drift_window_days') ~ " days, after ' || before_text || ' before'
            else ' have changed: ' || moved_bin || ' ' || found_text || ', after ' || before_text
            end || '.' || coalesce(' New: ' || new_bins || '.', '')",
            "'Look at ' || look_at_en || '.'"),
            ("words_ru || case kind
            when 'level' then ': ' || replace(found_text, '.', ',') || ' за последние " ~ var('drift_window_days')
            ~ " дней, раньше ' || replace(before_text, '.', ',')
            else ': больше всего изменилось «' || moved_bin || '», ' || replace(found_text, '.', ',')
                || ', раньше ' || replace(before_text, '.', ',')
            end || '.' || coalesce(' Впервые: ' || new_bins || '.', '')",
            "'Проверьте ' || look_at_ru || '.'")
        ) }}
    from worded

)

select * from final
