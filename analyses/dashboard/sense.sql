select
    sentence,
    case
        when is_within then 'as it should be'
        when is_let_through then 'let through'
        else 'stopped'
    end as verdict
from {{ ref('sense_checks') }}
order by is_within, check_name, compared_with
