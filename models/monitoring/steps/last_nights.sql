-- The nights so far, as the last publication told them.

with published as (

    select * from {{ source('published', 'last_nights') }}

),

final as (

    select
        night,
        alarm_count,
        sentence,
        sentence_ru,
        is_synthetic
    from published

)

select * from final
