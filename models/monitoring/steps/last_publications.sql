-- What has been published so far, read off the file that readers have: what they never saw is no
-- history, and without a file there is none.

with published as (

    select * from {{ source('published', 'last_publications') }}

),

final as (

    select
        publication_number,
        as_of_date,
        measure,
        measured_value,
        is_let_through,
        is_synthetic
    from published

)

select * from final
