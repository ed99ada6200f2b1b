select
    source_file,
    row_count,
    meaning,
    column_name,
    example_row,
    example_form,
    remedy
from {{ ref('rejections') }}
order by row_count desc, source_file asc, reason asc
