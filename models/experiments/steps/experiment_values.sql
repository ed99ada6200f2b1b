-- Each customer of an experiment by each metric: how far they move their arm's value.

with outcomes as (

    select
        *,
        order_count > 0 as is_converted
    from {{ ref('outcomes') }}

),

metric_values as (

    {%- for name, metric in experiment_metrics().items() %}
    select
        experiment_name,
        '{{ name }}' as metric_name,
        arm,
        customer_id,
        rfm_segment,
        cast({{ metric.numerator }} as decimal(18, 2)) as numerator,
        cast({{ metric.denominator }} as decimal(18, 2)) as denominator,
        past_spend,
        {{ metric.prediction }} as prediction
    from outcomes
    where {{ metric.numerator }} is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        *,
        coalesce({{ influence('experiment_name, metric_name, arm') }}, 0) as influence
    from metric_values

)

select * from final
