-- The campaigns that the shop declares today, by the segments that they ask.

with final as (

    select * from {{ source('export', 'raw_campaigns') }}

)

select * from final
