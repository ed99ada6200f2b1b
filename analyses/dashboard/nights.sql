select
    night,
    alarm_count,
    sentence
from {{ ref('nights') }}
order by night desc
limit 30
