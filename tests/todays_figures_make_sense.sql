-- Nothing is published whose figures lie beyond the bounds of monitoring.sense_checks. The sentences
-- stand at the end of the run, with the command that lets them through.

with beyond as (

    select
        string_agg(distinct check_name, ', ' order by check_name) as check_names,
        count(*) as check_count
    from {{ ref('sense_checks') }}
    where not is_within and not is_let_through

)

select *
from beyond
where
    check_count > 0
    and {{ fail_when('check_count > 0',
        "'Beyond the bounds of monitoring.sense_checks: ' || check_names || '. What that is stands at the end of this run.'") }}
