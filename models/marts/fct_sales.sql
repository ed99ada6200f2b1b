select
    sale_id,
    customer_id,
    item_id,
    sale_date,
    taken_back_on,
    price,
    sale_format,
    is_trade_in,
    source_file,
    source_row,
    is_synthetic
from {{ ref('stg_sales') }}
order by sale_date, sale_id
