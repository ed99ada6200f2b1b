-- Earlier dates to cross-validate timing models on, the latest first, each with as much history
-- behind it as its window is long; no window reaches into the test's. `customer_holdout` is the test's own
-- date, for models that leave a share of the customers out; `served` a night that a training is judged on beside
-- what people were told then.

{{ config(materialized='view') }}

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

latest_fold as (

    select
        first_sale_date,
        least(
            {{ date_plus_days('validation_start', -61) }},
            {{ date_plus_days('test_start', -1 - longest_horizon()) }}
        ) as latest_fold_date
    from sales_window

),

folds as (

    select
        latest_fold.first_sale_date,
        'fold_' || counter.number as role,
        cast({{ dbt.dateadd('day', '-60 * (counter.number - 1)', 'latest_fold.latest_fold_date') }} as date) as as_of_date
    from latest_fold
    cross join {{ number_table(1, 12) }} as counter
    where counter.number <= {{ var('timing_folds') }}

),

final as (

    select
        role,
        as_of_date
    from folds
    where as_of_date >= {{ date_plus_days('first_sale_date', longest_horizon()) }}
    union all
    select
        'customer_holdout' as role,
        as_of_date
    from {{ ref('int_split_dates') }}
    where role = 'test'
    {%- if judged_night() %}
    union all
    select
        'served' as role,
        cast('{{ judged_night() }}' as date) as as_of_date
    {%- endif %}

)

select * from final
