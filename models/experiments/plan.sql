-- What an experiment with this customer base could show, before anybody plans one.

{% set sought = var('experiment_effect') -%}

with plan_values as (

    select * from {{ ref('plan_values') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

customers as (

    select * from {{ ref('dim_customers') }}
    where rfm_segment is not null and not {{ is_held_out('customer_id') }}

),

populations as (

    select
        'all' as population,
        count(*) as customer_count
    from customers
    union all
    select
        rfm_segment as population,
        count(*) as customer_count
    from customers
    group by rfm_segment

),

effects as (

    select
        plan_values.*,
        populations.customer_count,
        {{ smallest_effect('populations.customer_count') }} as smallest_effect,
        {{ customers_per_arm(sought) }} as customers_per_arm
    from plan_values
    inner join populations on plan_values.population = populations.population

),

-- The first window that shows what is sought, else the one that comes nearest.
chosen as (

    select
        *,
        coalesce(smallest_effect <= {{ sought }}, false) as is_enough
    from effects
    qualify row_number() over (
        partition by population, metric_name
        order by
            case when smallest_effect <= {{ sought }} then window_days end nulls last,
            smallest_effect nulls last,
            window_days
    ) = 1

),

alternatives as (

    select
        *,
        first_value(metric_name) over nearest_first as best_metric,
        first_value(smallest_effect) over nearest_first as best_effect,
        min(case when population = 'all' then smallest_effect end) over (partition by metric_name) as effect_of_all
    from chosen
    window nearest_first as (partition by population order by smallest_effect nulls last, metric_name)

),

final as (

    select
        alternatives.metric_name,
        alternatives.population,
        alternatives.customer_count,
        alternatives.window_days,
        cast(ceil(alternatives.window_days / 7.0) as integer) as window_weeks,
        alternatives.metric_value,
        alternatives.standard_deviation,
        alternatives.variance_saved,
        alternatives.smallest_effect,
        cast({{ sought }} as double) as sought_effect,
        alternatives.customers_per_arm,
        alternatives.is_enough,
        {{ planning_advice(sought) }} as advice,
        sales_window.is_synthetic
    from alternatives
    cross join sales_window

)

select * from final
order by population, metric_name
