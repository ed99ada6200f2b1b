-- The windows of the two backtests that the sales cover to their end.

{{ config(materialized='view') }}

with final as (

    select
        role as split_name,
        as_of_date,
        {{ date_plus_days('as_of_date', longest_horizon()) }} as last_day
    from {{ ref('int_as_of_dates') }}
    where
        role in ('validation', 'test')
        and {{ dbt.datediff('as_of_date', 'last_sale_date', 'day') }} >= {{ longest_horizon() }}

)

select * from final
