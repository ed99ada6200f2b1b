-- How well the export says who bought. Counted here, since names and phones end here.

with identified_sale_records as (

    select * from {{ ref('identified_sale_records') }}

),

final as (

    select
        identified_by as measure,
        count(*) as row_count,
        count(distinct customer_id) as customer_count,
        cast(0 as bigint) as stand_in_phone_count
    from identified_sale_records
    group by identified_by
    union all
    select
        'stand_in_' || stand_in as measure,
        count(*) as row_count,
        count(distinct customer_id) as customer_count,
        count(distinct stand_in_phone) as stand_in_phone_count
    from identified_sale_records
    where stand_in is not null
    group by stand_in

)

select * from final
