-- Item recommenders learn from training windows: the latest landmarks before a split whose windows had closed
-- by its date, and that had as many days of sales behind them.

{{ config(materialized='view') }}

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

splits as (

    select * from {{ ref('int_split_dates') }}

),

landmarks as (

    select * from {{ ref('int_landmark_dates') }}

),

latest_of_each_split as (

    select landmarks.as_of_date
    from splits
    inner join landmarks on {{ date_plus_days('landmarks.as_of_date', var('label_window_days')) }} <= splits.as_of_date
    cross join sales_window
    where landmarks.as_of_date >= {{ date_plus_days('sales_window.first_sale_date', var('label_window_days')) }}
    qualify row_number() over (
        partition by splits.role
        order by landmarks.as_of_date desc
    ) <= {{ var('training_windows_per_split') }}

),

-- Splits share windows.
distinct_dates as (

    select distinct as_of_date from latest_of_each_split

),

final as (

    select
        'training_window_' || row_number() over (order by as_of_date desc) as role,
        as_of_date
    from distinct_dates

)

select * from final
