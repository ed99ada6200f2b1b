select
    source_file,
    rows_read,
    rows_accepted,
    rows_not_sales,
    rows_rejected,
    rows_repeated,
    amount_accepted,
    amount_not_sales,
    amount_rejected
from {{ ref('load_reconciliation') }}
order by source_file
