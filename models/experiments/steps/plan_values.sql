-- Value, spread and what adjusting saves, by metric, population and window.

with outcomes as (

    select
        *,
        order_count > 0 as is_converted
    from {{ ref('plan_outcomes') }}

),

populations as (

    select
        'all' as population,
        outcomes.*
    from outcomes
    union all
    select
        rfm_segment as population,
        outcomes.*
    from outcomes

),

metric_values as (

    {%- for name, metric in experiment_metrics().items() %}
    select
        population,
        window_days,
        '{{ name }}' as metric_name,
        cast({{ metric.numerator }} as decimal(18, 2)) as numerator,
        cast({{ metric.denominator }} as decimal(18, 2)) as denominator,
        past_spend,
        {{ metric.prediction }} as prediction
    from populations
    where {{ metric.numerator }} is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

groups as (

    select
        population,
        window_days,
        metric_name,
        count(*) as customer_count,
        count(*) filter (where numerator > 0) as buyer_count,
        cast(sum(numerator) as double) / nullif(cast(sum(denominator) as double), 0) as metric_value,
        {{ exact_sum('past_spend', 38) }} / count(*) as past_spend,
        {{ exact_sum('prediction', 38) }} / count(*) as prediction
    from metric_values
    group by population, window_days, metric_name

),

influences as (

    select
        *,
        coalesce({{ influence('population, window_days, metric_name') }}, 0) as influence
    from metric_values

),

products as (

    select
        groups.population,
        groups.window_days,
        groups.metric_name,
        groups.customer_count,
        groups.buyer_count,
        groups.metric_value,
        {{ sums_of_products(
            'influences.influence',
            '(influences.past_spend - groups.past_spend)',
            '(influences.prediction - groups.prediction)'
        ) }}
    from influences
    inner join groups
        on influences.population = groups.population
            and influences.window_days = groups.window_days
            and influences.metric_name = groups.metric_name
    group by all

),

final as (

    select
        population,
        window_days,
        metric_name,
        metric_value,
        sqrt(influence_influence / nullif(customer_count - 1, 0)) as standard_deviation,
        coalesce((
            {{ slope('past_spend', 'prediction') }} * influence_past_spend
            + {{ slope('prediction', 'past_spend') }} * influence_prediction
        ) / nullif(influence_influence, 0), 0) as variance_saved
    from products
    where buyer_count >= 10  -- fewer tell no spread

)

select * from final
