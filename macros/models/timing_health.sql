{% macro timing_health(names) -%}
    {#- A whole model: one row per split and family of `names`, and whether its scores can be used. -#}
    {%- set probabilities = [] -%}
    {%- for horizon in all_horizons() -%}{%- do probabilities.append('probability_' ~ horizon ~ 'd') -%}{%- endfor -%}
with scores as (

    {{ union_of_families('next_purchase', names) }}

),

expected as (

    select
        as_of_dates.role as split_name,
        count(split_customers.customer_id) as rows_expected
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('split_customers') }} as split_customers
        on as_of_dates.role = split_customers.split_name
            and split_customers.is_scored
    where as_of_dates.kind in ('split', 'fold')
    group by as_of_dates.role

),

found as (

    select
        model_name,
        split_name,
        count(*) as rows_found,
        count(distinct customer_id) as customers_found,
        count(*) filter (where {{ probabilities | join(' is null or ') }} is null) as missing_count,
        count(*) filter (
            where not ({{ probabilities | join(' between 0 and 1 and ') }} between 0 and 1)
        ) as outside_count,
        count(*) filter (where
            {%- for shorter in probabilities[:-1] %}
            {{ shorter }} > {{ probabilities[loop.index] }} + 1e-12{{ " or" if not loop.last }}
            {%- endfor %}
        ) as falling_count,
        count(*) filter (where not coalesce(
            as_of_date < expected_date_lower
            and expected_date_lower <= expected_next_purchase_date
            and expected_next_purchase_date <= expected_date_upper
            and expected_date_upper <= {{ date_plus_days('as_of_date', longest_horizon()) }},
            expected_next_purchase_date is null and {{ probabilities[-1] }} = 0
        )) as misdated_count
    from scores
    group by model_name, split_name

),

{{ told_failures('next_purchase', names) }},

{{ health_of('next_purchase', names, [
    ('missing_count', 'customers without a chance'),
    ('outside_count', 'customers with a chance that is no number from 0 to 1'),
    ('falling_count', 'customers whose chance falls with the horizon'),
    ('misdated_count', 'customers whose dates are missing, out of order or beyond the longest horizon'),
]) }}
{%- endmacro %}
