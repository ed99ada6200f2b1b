-- The files that the last publication was made from, to tell which of them has changed since.

with published as (

    select * from {{ source('published', 'last_loads') }}

),

final as (

    select
        source_file,
        rows_accepted,
        rows_not_sales,
        rows_rejected,
        is_synthetic
    from published

)

select * from final
