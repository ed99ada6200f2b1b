-- The export as it was read. Its columns are judged and typed by several models, but the source may be
-- named by one alone: each reference loads the files again.

{{ config(materialized='view') }}

with final as (

    select * from {{ source('export', 'raw_sales') }}

)

select * from final
