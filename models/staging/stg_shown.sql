-- What the API drew and showed, whatever files tell it twice; the day is the shop's.

with raw_shown as (

    select * from {{ source('export', 'raw_shown') }}

),

final as (

    select distinct
        *,
        cast({{ in_shop_time('shown_at') }} as date) as shown_on
    from raw_shown

)

select * from final
