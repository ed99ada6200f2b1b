-- The figures of this publication beside those of the one before, where there is one.

with numbered as (

    select
        *,
        dense_rank() over (order by publication_number desc) as place
    from {{ ref('publications') }}

)

select
    latest.measure,
    before.measured_value as value_before,
    latest.measured_value as value_now,
    before.as_of_date as date_before,
    latest.as_of_date as date_now
from numbered as latest
inner join numbered as before on latest.measure = before.measure
where latest.place = 1 and before.place = 2
order by latest.measure
