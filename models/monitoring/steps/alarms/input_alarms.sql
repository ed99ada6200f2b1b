-- What has changed in tonight's inputs, told with the value that moved farthest.

with drifted as (

    select * from {{ ref('feature_drift') }}
    where is_drifted

),

worded as (

    select
        *,
        case feature
            {%- for feature, (words, look_at) in monitored_features().items() %}
            when '{{ feature }}' then '{{ words | replace("'", "''") }}'
            {%- endfor %}
        end as words,
        case feature
            {%- for feature, (words, look_at) in monitored_features().items() %}
            when '{{ feature }}' then '{{ look_at | replace("'", "''") }}'
            {%- endfor %}
        end as look_at
    from drifted

),

final as (

    select
        {{ alarm_row(
            'inputs', 'feature',
            "words || case kind
            when 'level' then ': ' || " ~ two_decimals('found_value') ~ " || ' in the last " ~ var('drift_window_days') ~ " days, after ' || "
            ~ two_decimals('before_value') ~ " || ' before'
            else ' have changed: ' || moved_bin || ' ' || " ~ percent('found_value') ~ " || ', after ' || " ~ percent('before_value') ~ "
            end || '.' || coalesce(' New: ' || new_bins || '.', '')",
            "'Look at ' || look_at || '.'"
        ) }}
    from worded

)

select * from final
