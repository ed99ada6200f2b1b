{% macro value_health(names) -%}
    {#- A whole model: one row per split and family of `names`, and whether its expected spend can be used. -#}
with scores as (

    {{ union_of_families('customer_value', names) }}

),

expected as (

    {{ customers_expected() }}

),

customers as (

    select
        model_name,
        split_name,
        customer_id,
        count(*) > {{ distinct_of_few('horizon_days') }} as is_twice,
        {{ distinct_of_few('case when expected_spend is not null then horizon_days end') }}
            < {{ value_horizons() | length }} as is_missing,
        not coalesce(bool_and(expected_spend between 0 and 1e300), true) as is_outside,
        not coalesce(bool_and(expected_order_value > 0 and expected_order_value < 1e300), false) as is_without_order,
        {{ wide_spend() }}
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
        count(*) filter (where is_without_order) as without_order_count,
        count(*) filter (where
            {%- for horizon in value_horizons()[:-1] %}
            expected_spend_{{ horizon }}d > expected_spend_{{ value_horizons()[loop.index] }}d * (1 + 1e-12)
            {{- " or" if not loop.last }}
            {%- endfor %}
        ) as falling_count
    from customers
    group by model_name, split_name

),

{{ told_failures('customer_value', names) }},

{{ health_of('customer_value', names, [
    ('missing_count', 'customers without an expected spend'),
    ('outside_count', 'customers with an expected spend that is no amount'),
    ('without_order_count', 'customers without an expected order value'),
    ('falling_count', 'customers whose expected spend falls with the horizon'),
]) }}
{%- endmacro %}
