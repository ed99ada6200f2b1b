-- The figures of every publication, this build's as the last: the table counts once its file has been
-- swapped in, and the next build reads it there.

with last_publications as (

    select * from {{ ref('last_publications') }}

),

measured as (

    select
        check_name as measure,
        found_value as measured_value
    from {{ ref('sense_of_sales') }}
    union all
    select
        check_name,
        found_value
    from {{ ref('sense_of_months') }}
    union all
    select
        check_name,
        found_value
    from {{ ref('sense_of_predictions') }}

),

numbers as (

    select coalesce(max(publication_number), 0) + 1 as next_number
    from last_publications

),

let_through as (

    select distinct check_name as measure
    from {{ ref('sense_checks') }}
    where not is_within and is_let_through

),

this_build as (

    select
        numbers.next_number as publication_number,
        sales_window.last_sale_date as as_of_date,
        measured.measure,
        measured.measured_value,
        let_through.measure is not null as is_let_through,
        sales_window.is_synthetic
    from measured
    left join let_through on measured.measure = let_through.measure
    cross join {{ ref('int_sales_window') }} as sales_window
    cross join numbers

),

final as (

    select * from last_publications
    union all
    select
        cast(publication_number as integer) as publication_number,
        as_of_date,
        measure,
        measured_value,
        is_let_through,
        is_synthetic
    from this_build

)

select * from final
order by publication_number, measure
