select
    strftime(started_at, '%Y-%m-%d %H:%M') as started_at,
    command,
    date_diff('second', started_at, ended_at) as seconds,
    step_count,
    failed_count,
    skipped_count,
    warned_count
from {{ source('runs', 'run_history') }}
order by started_at desc
limit 30
