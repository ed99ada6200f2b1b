select
    split_name,
    term,
    value as coefficient,
    center,
    standard_error
from {{ ref('cox_fit') }}
where part = 'coefficient'
