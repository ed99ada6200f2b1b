-- How each column of each file was read, and the form of a cell that proved it.

select
    source_file,
    column_name,
    aspect,
    reading,
    decided_by,
    evidence_form,
    evidence_count,
    unread_count
from {{ ref('column_readings') }}
order by source_file, column_name, aspect
