-- Landmarks are counted back from the last day; a short history gets closer ones.

{{ config(materialized='view') }}

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

steps as (

    select
        last_sale_date,
        {{ dbt.datediff('first_sale_date', 'last_sale_date', 'day') }} as history_days,
        greatest(1, least(
            {{ var('landmark_every_days') }},
            cast(floor({{ dbt.datediff('first_sale_date', 'last_sale_date', 'day') }} / 12.0) as integer)
        )) as step_days
    from sales_window

),

final as (

    select
        'landmark' as role,
        cast({{ dbt.dateadd('day', '-1 * steps.step_days * counter.number', 'steps.last_sale_date') }} as date) as as_of_date
    from steps
    cross join {{ number_table(1, 1200) }} as counter
    where steps.step_days * counter.number < steps.history_days

)

select * from final
