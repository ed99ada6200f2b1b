select
    source_file,
    replace(kind, '_', ' ') as kind,
    row_count,
    amount,
    matched_count
from {{ ref('kinds_of_not_sales') }}
order by row_count desc, source_file asc, kind asc
