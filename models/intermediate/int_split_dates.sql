-- What is predicted today, what is backtested, and what both calibrate their lists on.

{{ config(materialized='view') }}

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

final as (

    select
        'today' as role,
        last_sale_date as as_of_date
    from sales_window
    union all
    select
        'test' as role,
        cast({{ dbt.dateadd('day', -1, 'test_start') }} as date) as as_of_date
    from sales_window
    union all
    select
        'validation' as role,
        cast({{ dbt.dateadd('day', -1, 'validation_start') }} as date) as as_of_date
    from sales_window
    union all
    -- Lists of one window earlier, whose hits are known as of the validation date: what the
    -- probabilities of the validation's own lists are learned from.
    select
        'calibration' as role,
        cast({{ dbt.dateadd('day', -1 - longest_horizon(), 'validation_start') }} as date) as as_of_date
    from sales_window

)

select * from final
