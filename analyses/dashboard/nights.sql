select
    night,
    alarm_count,
    sentence,
    sentence_ru
from {{ ref('nights') }}
order by night desc
limit 30
