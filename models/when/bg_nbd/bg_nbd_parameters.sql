select
    split_name,
    r,
    alpha,
    a,
    b,
    log_likelihood,
    customer_count
from {{ ref('bg_nbd_fit') }}
where failure is null
