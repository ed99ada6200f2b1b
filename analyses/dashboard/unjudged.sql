select
    case task when 'next_items' then 'lists' else 'chances' end as judged,
    split_name,
    horizon_days,
    reason
from {{ ref('judged_horizons') }}
where not is_judged
order by task, split_name, horizon_days
