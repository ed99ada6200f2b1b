select distinct raw_phone
from {{ ref('sale_records') }}
where raw_phone is not null
