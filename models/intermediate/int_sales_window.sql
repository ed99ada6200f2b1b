-- The days that the sales span and where the backtests begin. Every as-of date starts here, so a
-- setting that does not fit the data stops the build here, with a sentence.

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
        percentile_disc(0.70) within group (order by sale_date) as validation_by_rows,
        percentile_disc(0.85) within group (order by sale_date) as test_by_rows,
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

    select percentile_disc(0.70 / 0.85) within group (order by sales.sale_date) as validation_before_test
    from sales
    inner join auto_tests on sales.sale_date < auto_tests.auto_test_start

),

auto_windows as (

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

),

windows as (

    select
        first_sale_date,
        last_sale_date,
        sale_count,
        is_synthetic,
    {% for window in ['validation_start', 'test_start'] -%}
    {%- if var(window) == 'auto' -%}
        auto_{{ window }} as {{ window }}{% if not loop.last %},{% endif %}
        {% else -%}
    cast('{{ var(window) }}' as date) as {{ window }}{% if not loop.last %},{% endif %}
    {% endif -%}

{%- endfor %}
    from auto_windows

),

final as (

    select *
    from windows
    where
        true
        {% if not flags.EMPTY -%}
        and {{ fail_when("sale_count = 0",
            "'The sales export holds no sale that could be taken: see staging.rejected_sales for the reasons.'") }}
        {% endif -%}
        {% for window in ['validation_start', 'test_start'] if var(window) != 'auto' %}
        and {{ fail_when(
            window ~ " <= first_sale_date or " ~ window ~ " > last_sale_date",
            "'" ~ window ~ " (" ~ var(window) ~ ") lies outside the sales, which run from ' || cast(first_sale_date as varchar) || ' to ' || cast(last_sale_date as varchar) || ': set the vars validation_start and test_start to days within, or both to auto.'") }}
        {% endfor %}

)

select * from final
