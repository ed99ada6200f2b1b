-- What a split's survival model learns ends with the split's own as-of date: nothing of the window
-- that it is judged on.
with training_rows as (

    select * from {{ ref('survival_training_rows') }}

),

splits as (

    select
        role as split_name,
        as_of_date as split_as_of_date
    from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'fold')

)

select
    training_rows.split_name,
    training_rows.customer_id,
    training_rows.as_of_date,
    training_rows.duration_days,
    splits.split_as_of_date
from training_rows
inner join splits on training_rows.split_name = splits.split_name
where {{ date_plus_days('training_rows.as_of_date', 'training_rows.duration_days') }} > splits.split_as_of_date
