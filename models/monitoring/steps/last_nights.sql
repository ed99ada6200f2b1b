-- The nights so far, as the last publication told them.

with published as (

    select * from {{ source('published', 'last_nights') }}

),

final as (

    select
        night,
        alarm_count,
        sentence,
        is_synthetic
    from published

)

select * from final
