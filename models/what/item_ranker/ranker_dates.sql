-- The dates that each split's item ranker has to do with: its own, which it makes lists for, and its
-- training windows, whose windows had closed by then.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

splits as (

    select * from as_of_dates
    where kind = 'split'

),

training_windows as (

    select
        splits.role as split_name,
        as_of_dates.role,
        as_of_dates.as_of_date
    from splits
    inner join as_of_dates
        on as_of_dates.kind = 'training_window'
            and {{ date_plus_days('as_of_dates.as_of_date', var('label_window_days')) }} <= splits.as_of_date
    qualify row_number() over (
        partition by splits.role
        order by as_of_dates.as_of_date desc
    ) <= {{ var('training_windows_per_split') }}

),

final as (

    select
        role as split_name,
        role,
        as_of_date,
        false as is_training
    from splits
    union all
    select
        split_name,
        role,
        as_of_date,
        true as is_training
    from training_windows

)

select * from final
