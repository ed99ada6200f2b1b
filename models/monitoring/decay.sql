-- What past predictions were worth once their windows had closed, beside what was promised. A metric is a
-- ratio of two sums over customers; its interval is that of a ratio (delta method): the variance of
-- a - ratio * b over customers, over the square of the sum of b.

with sums as (

    select * from {{ ref('decay_sums') }}

),

promises as (

    select * from {{ ref('promised_metrics') }}

),

{% set metrics = [
    ('predicted_to_actual', 'expected', 'bought', 'expected_squares', 'expected_of_buyers', 'bought'),
    ('brier_score', 'squared_error', 'customers', 'squared_error_squares', 'squared_error', 'customers'),
    ('brier_skill', 'squared_error', 'bought * (1 - bought_share)', 'squared_error_squares',
        'power(bought_share, 2) * (squared_error - squared_error_of_buyers) + power(1 - bought_share, 2) * squared_error_of_buyers',
        'power(bought_share, 4) * (customers - bought) + power(1 - bought_share, 4) * bought'),
] -%}

parts as (

    {%- for metric, numerator, denominator, numerator_squares, products, denominator_squares in metrics %}
    select
        as_of_date,
        model_name,
        horizon_days,
        segment_kind,
        segment,
        customers,
        bought,
        '{{ metric }}' as metric_name,
        {{ numerator }} / nullif(cast({{ denominator }} as double), 0) as ratio,
        cast({{ denominator }} as double) as denominator,
        {{ numerator_squares }} as numerator_squares,
        {{ products }} as products,
        cast({{ denominator_squares }} as double) as denominator_squares
    from sums
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

measured as (

    select
        *,
        case metric_name when 'brier_skill' then 1 - ratio else ratio end as metric_value,
        1.96e0 * sqrt(greatest(
            numerator_squares - 2 * ratio * products + ratio * ratio * denominator_squares, 0
        )) / nullif(denominator, 0) as half_width
    from parts

),

final as (

    select
        measured.as_of_date,
        cast(measured.horizon_days as integer) as horizon_days,
        measured.metric_name,
        measured.segment_kind,
        measured.segment,
        measured.model_name,
        measured.metric_value,
        measured.metric_value - measured.half_width as ci_lower,
        measured.metric_value + measured.half_width as ci_upper,
        promises.promised_lower,
        promises.promised_upper,
        cast(measured.customers as bigint) as customer_count,
        cast(measured.bought as bigint) as buyer_count,
        -- Worse than in any window that was checked, by more than chance and a tolerance; errors and skill
        -- are judged on one side.
        coalesce(case
            when measured.segment_kind <> 'all' or measured.metric_name = 'brier_score' then false
            when measured.metric_name = 'brier_skill'
                then measured.metric_value + measured.half_width
                    < promises.promised_lower - {{ var('decay_tolerance') }} * abs(promises.promised_lower)
            else
                measured.metric_value - measured.half_width > (1 + {{ var('decay_tolerance') }}) * promises.promised_upper
                or measured.metric_value + measured.half_width < (1 - {{ var('decay_tolerance') }}) * promises.promised_lower
        end, false) as is_decayed,
        sales_window.is_synthetic
    from measured
    cross join {{ ref('int_sales_window') }} as sales_window
    left join promises
        on measured.model_name = promises.model_name
            and measured.metric_name = promises.metric_name
            and measured.horizon_days = promises.horizon_days

)

select * from final
