-- The figures of this publication beside those of the one before, where there is one.

with numbered as (

    select
        *,
        dense_rank() over (order by publication_number desc) as place
    from {{ ref('publications') }}

)

select
    latest.measure,
    previous.measured_value as value_before,
    latest.measured_value as value_now,
    previous.as_of_date as date_before,
    latest.as_of_date as date_now
from numbered as latest
inner join numbered as previous on latest.measure = previous.measure
where latest.place = 1 and previous.place = 2
order by latest.measure
