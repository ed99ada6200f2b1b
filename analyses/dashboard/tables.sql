-- Read off the file itself, so that what is published is what is listed.

select
    schema_name || '.' || table_name as table_name,
    estimated_size as row_count,
    comment as meaning
from duckdb_tables()
where database_name = '{{ target.database }}'
order by table_name
