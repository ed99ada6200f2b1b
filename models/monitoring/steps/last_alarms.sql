-- The alarms of the nights so far, as the last publication told them.

with published as (

    select * from {{ source('published', 'last_alarms') }}

),

final as (

    select
        night,
        rule,
        subject,
        since,
        sentence,
        remedy,
        sentence_ru,
        remedy_ru,
        is_synthetic
    from published

)

select * from final
