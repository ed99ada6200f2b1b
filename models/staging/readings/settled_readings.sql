-- What was paid for a row, file by file; and the place where a build stops when a column can't be read
-- for sure. What is built on its rows waits for this.

with column_readings as (

    select * from {{ ref('column_readings') }}

),

asked as (

    select
        min(question) as first_question,
        count(question) as question_count
    from column_readings

),

final as (

    select
        readings.source_file,
        max(readings.reading) filter (
            where readings.column_name = 'Amount' and readings.aspect = 'what was paid'
        ) as amount_reading,
        max(readings.reading) filter (
            where readings.column_name = 'Discount' and readings.aspect = 'what was paid'
        ) as discount_reading
    from column_readings as readings
    cross join asked
    where {{ fail_when(
        'asked.question_count > 0',
        "'Karat can''t tell how to read a column. ' || asked.first_question || case when asked.question_count > 1 then ' ' || cast(asked.question_count - 1 as varchar) || ' more in staging.column_readings.' else '' end"
    ) }}
    group by readings.source_file

)

select * from final
