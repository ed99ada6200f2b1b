-- Lists that were not shown; of a place that a file fills twice the first item.

with raw_other_lists as (

    select * from {{ source('export', 'raw_other_lists') }}

),

final as (

    select * from raw_other_lists
    qualify row_number() over (partition by list_name, customer_id, made_on, rank order by item_id) = 1

)

select * from final
