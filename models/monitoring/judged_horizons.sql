-- A window that the sales do not cover to its end tells nothing of its horizon: an empty cell among
-- the metrics has its reason here.

{% set longest = longest_horizon() -%}

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

splits as (

    {%- for split in ['validation', 'test'] %}
    select
        '{{ split }}' as split_name,
        {{ split }}_start as window_start,
        {{ dbt.datediff(split ~ '_start', 'last_sale_date', 'day') }} + 1 as days_covered,
        {{ dbt.datediff('first_sale_date', 'last_sale_date', 'day') }} + 1 as history_days,
        is_synthetic
    from sales_window
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

horizons as (

    select
        'next_purchase' as task,
        number as horizon_days
    from {{ number_table(1, longest) }} as days
    where number in ({{ scored_horizons() | join(', ') }})
    union all
    -- Lists are for the longest horizon alone.
    select
        'next_items' as task,
        {{ longest }} as horizon_days

),

final as (

    select
        horizons.task,
        splits.split_name,
        cast(horizons.horizon_days as integer) as horizon_days,
        splits.window_start,
        cast(coalesce(splits.days_covered, 0) as integer) as days_covered,
        coalesce(splits.days_covered, 0) >= horizons.horizon_days as is_judged,
        case
            when coalesce(splits.days_covered, 0) >= horizons.horizon_days then null
            when splits.history_days < {{ 2 * longest }}
                then
                    'The sales span ' || splits.history_days || ' days, too few to learn from '
                    || '{{ longest }} and to judge by {{ longest }}: export a longer history.'
            else
                'From ' || splits.window_start || ' on the sales cover ' || splits.days_covered
                || ' days: set the vars validation_start and test_start to earlier days, or both to auto.'
        end as reason,
        splits.is_synthetic
    from horizons
    cross join splits

)

select * from final
