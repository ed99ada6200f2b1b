select
    model_name,
    horizon_days,
    decile,
    customer_count,
    mean_probability,
    bought_share
from {{ ref('next_purchase_calibration') }}
where split_name = 'test'
order by model_name, horizon_days, decile
