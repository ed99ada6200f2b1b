-- Every date that something is computed as of, and what for. All of them take the same path. Scoring
-- with kept fits needs no date but today's.

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

splits as (

    {% set longest = longest_horizon() -%}
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
        cast({{ dbt.dateadd('day', -1 - longest, 'validation_start') }} as date) as as_of_date
    from sales_window

),

-- Landmarks are counted back from the last day; a short history gets closer ones.
landmark_steps as (

    select
        last_sale_date,
        first_sale_date,
        greatest(1, least(
            {{ var('landmark_every_days') }},
            cast(floor({{ dbt.datediff('first_sale_date', 'last_sale_date', 'day') }} / 12.0) as integer)
        )) as step_days
    from sales_window

),

landmarks as (

    select
        'landmark' as role,
        cast({{ dbt.dateadd('day', '-1 * step_days * counter.number', 'last_sale_date') }} as date) as as_of_date
    from landmark_steps
    cross join {{ number_table(1, 1200) }} as counter
    where landmark_steps.step_days * counter.number < {{ dbt.datediff('first_sale_date', 'last_sale_date', 'day') }}

),

-- Item recommenders learn from training windows: the latest landmarks before a split whose windows had closed
-- by its date, and that had as many days of sales behind them.
training_window_dates as (

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

training_windows as (

    select
        'training_window_' || row_number() over (order by as_of_date desc) as role,
        as_of_date
    from (select distinct as_of_date from training_window_dates) as distinct_dates

),

-- Earlier dates to cross-validate timing models on, the latest first, each with as much history
-- behind it as its window is long; no window reaches into the test's. `customer_holdout` is the test's own
-- date, for models that leave a share of the customers out.
folds as (

    select
        'fold_' || counter.number as role,
        cast({{ dbt.dateadd('day', '-60 * (counter.number - 1)', 'latest_fold_date') }} as date) as as_of_date
    from (
        select
            least(
                {{ date_plus_days('validation_start', -61) }},
                {{ date_plus_days('test_start', -1 - longest) }}
            ) as latest_fold_date
        from sales_window
    ) as latest_fold
    cross join {{ number_table(1, 12) }} as counter
    where counter.number <= {{ var('timing_folds') }}

),

known_folds as (

    select folds.*
    from folds
    cross join sales_window
    where folds.as_of_date >= {{ date_plus_days('sales_window.first_sale_date', longest) }}
    union all
    select
        'customer_holdout' as role,
        as_of_date
    from splits
    where role = 'test'

),

every_date as (

    select
        'split' as kind,
        splits.*
    from splits
    union all
    select
        'fold' as kind,
        known_folds.*
    from known_folds
    union all
    select
        'landmark' as kind,
        landmarks.*
    from landmarks
    union all
    select
        'training_window' as kind,
        training_windows.*
    from training_windows

),

final as (

    select
        every_date.kind,
        every_date.role,
        every_date.as_of_date,
        sales_window.last_sale_date
    from every_date
    cross join sales_window
    where
        every_date.as_of_date >= sales_window.first_sale_date
        {%- if is_scoring() %}
        and every_date.role = 'today'
        {%- endif %}

)

select * from final
