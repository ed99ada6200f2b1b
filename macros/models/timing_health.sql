{% macro timing_health(names) -%}
    {#- A whole model: one row per split and family of `names`, and whether its scores can be used. -#}
with scores as (

    {{ union_of_families('next_purchase', names) }}

),

expected as (

    {{ customers_expected() }}

),

customers as (

    select
        model_name,
        split_name,
        customer_id,
        max(as_of_date) as as_of_date,
        count(*) > {{ distinct_of_few('horizon_days') }} as is_twice,
        {{ distinct_of_few('case when probability is not null then horizon_days end') }} < {{ all_horizons() | length }}
            as is_missing,
        not coalesce(bool_and(probability between 0 and 1), true) as is_outside,
        max(expected_next_purchase_date) as expected_next_purchase_date,
        max(expected_date_lower) as expected_date_lower,
        max(expected_date_upper) as expected_date_upper,
        {{ wide_probabilities() }}
    from scores
    group by model_name, split_name, customer_id

),

found as (

    select
        model_name,
        split_name,
        count(*) as customers_found,
        count(*) + count(*) filter (where is_twice) as rows_found,
        count(*) filter (where is_missing) as missing_count,
        count(*) filter (where is_outside) as outside_count,
        count(*) filter (where
            {%- for horizon in all_horizons()[:-1] %}
            probability_{{ horizon }}d > probability_{{ all_horizons()[loop.index] }}d + 1e-12
            {{- " or" if not loop.last }}
            {%- endfor %}
        ) as falling_count,
        count(*) filter (where not coalesce(
            as_of_date < expected_date_lower
            and expected_date_lower <= expected_next_purchase_date
            and expected_next_purchase_date <= expected_date_upper
            and expected_date_upper <= {{ date_plus_days('as_of_date', longest_horizon()) }},
            expected_next_purchase_date is null and probability_{{ longest_horizon() }}d = 0
        )) as misdated_count
    from customers
    group by model_name, split_name

),

{{ told_failures('next_purchase', names) }},

{{ health_of('next_purchase', names, [
    ('missing_count', 'customers without a probability'),
    ('outside_count', 'customers with a probability that is no number from 0 to 1'),
    ('falling_count', 'customers whose probability falls with the horizon'),
    ('misdated_count', 'customers whose dates are missing, out of order or beyond the longest horizon'),
]) }}
{%- endmacro %}


{% macro customers_expected() -%}
    {#- A query: how many customers each split of the timing models is about. -#}
    select
        as_of_dates.role as split_name,
        count(split_customers.customer_id) as rows_expected
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('split_customers') }} as split_customers
        on as_of_dates.role = split_customers.split_name
            and split_customers.is_scored
    where as_of_dates.kind in ('split', 'fold')
    group by as_of_dates.role
{%- endmacro %}
