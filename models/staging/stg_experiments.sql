-- The experiments that the shop declares today; what counts is the registry's.

with raw_experiments as (

    select * from {{ source('export', 'raw_experiments') }}

),

final as (

    select
        *,
        sum(share) over (partition by experiment_name order by arm_number) - share as share_from
    from raw_experiments

)

select * from final
