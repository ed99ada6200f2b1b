-- The days that the sales span, and where the backtests begin where the vars say `auto`.

{{ config(materialized='view') }}

{% set longest = longest_horizon() -%}

with sales as (

    select * from {{ ref('stg_sales') }}

),

span as (

    select
        min(sale_date) as first_sale_date,
        -- What is brought back after the last sale is known by the end of that day.
        greatest(max(sale_date), coalesce(max(taken_back_on), max(sale_date))) as last_sale_date,
        -- 70 / 15 / 15 % of the rows in time order
        {{ date_at_share('sale_date', 0.70) }} as validation_by_rows,
        {{ date_at_share('sale_date', 0.85) }} as test_by_rows,
        count(*) as sale_count,
        coalesce(bool_or(is_synthetic), false) as is_synthetic
    from sales

),

-- `auto` leaves the longest horizon to test in, and as much to validate in before it, wherever as many
-- days are left to learn from; a longer part by rows stays.
auto_tests as (

    select
        *,
        case
            when {{ dbt.datediff('first_sale_date', 'last_sale_date', 'day') }} + 1 >= {{ 2 * longest }}
                then least(test_by_rows, {{ date_plus_days('last_sale_date', 1 - longest) }})
            else test_by_rows
        end as auto_test_start
    from span

),

-- Of what a shorter history has before the test, validation takes the same share of the rows.
before_tests as (

    select {{ date_at_share('sales.sale_date', 0.70 / 0.85) }} as validation_before_test
    from sales
    inner join auto_tests on sales.sale_date < auto_tests.auto_test_start

),

final as (

    select
        auto_tests.*,
        case
            when {{ dbt.datediff('auto_tests.first_sale_date', 'auto_tests.auto_test_start', 'day') }} >= {{ 2 * longest }}
                then least(auto_tests.validation_by_rows, {{ date_plus_days('auto_tests.auto_test_start', -longest) }})
            when auto_tests.auto_test_start < auto_tests.test_by_rows then before_tests.validation_before_test
            else auto_tests.validation_by_rows
        end as auto_validation_start
    from auto_tests
    cross join before_tests

)

select * from final
