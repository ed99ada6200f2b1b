-- How far each figure may lie from what it is compared with: first what chance alone may do, then what a
-- shop may.

with compared as (

    select * from {{ ref('sense_compared') }}

),

tolerances as (

    select * from {{ ref('sense_tolerances') }}

),

last_values as (

    select * from {{ ref('sense_last_values') }}

),

bounded as (

    select
        compared.*,
        greatest(0, (compared.compared_value - compared.chance) * tolerances.low - tolerances.below) as lower_bound,
        (compared.compared_value + compared.chance) * tolerances.high + tolerances.above as upper_bound
    from compared
    inner join tolerances
        on compared.kind = tolerances.kind
            and compared.compared_with = tolerances.compared_with

),

-- What readers see because it was let through is no surprise the next night.
known as (

    select
        bounded.*,
        coalesce(last_values.is_let_through, false)
        and bounded.compared_with <> 'last_publication' as is_known,
        last_bounds.lower_bound as last_lower_bound,
        last_bounds.upper_bound as last_upper_bound
    from bounded
    left join last_values on bounded.check_name = last_values.check_name
    left join bounded as last_bounds
        on bounded.check_name = last_bounds.check_name
            and last_bounds.compared_with = 'last_publication'

),

final as (

    select
        check_name,
        kind,
        compared_with,
        found_value,
        compared_value,
        case when is_known then least(lower_bound, last_lower_bound) else lower_bound end as lower_bound,
        case when is_known then greatest(upper_bound, last_upper_bound) else upper_bound end as upper_bound
    from known

)

select * from final
