-- The integrated Brier score: the area under the Brier score over the horizons (trapezoids from 0,
-- where nothing can be wrong), by days. Only where every horizon is covered.

with judged as (

    select * from {{ ref('next_purchase_judged') }}

),

horizons as (

    select * from {{ ref('horizon_widths') }}

),

weighted as (

    select
        judged.split_name,
        judged.model_name,
        judged.customer_id,
        judged.resampling_group,
        {{ exact_sum('horizons.width_days * power(judged.probability - judged.has_bought, 2)') }} as squared_error,
        {{ exact_sum('horizons.width_days * power(judged.buyer_share - judged.has_bought, 2)') }}
            as base_rate_squared_error,
        max(judged.horizon_days) as horizon_days
    from judged
    inner join horizons on judged.horizon_days = horizons.horizon_days
    group by judged.split_name, judged.model_name, judged.customer_id, judged.resampling_group
    having count(*) = {{ scored_horizons() | length }}

),

grouped as (

    select
        split_name,
        model_name,
        horizon_days,
        resampling_group,
        count(*) as customer_count,
        {{ exact_sum('squared_error') }} as squared_error,
        {{ exact_sum('base_rate_squared_error') }} as base_rate_squared_error,
        cast(sum(horizon_days) as double) as customer_days
    from weighted
    group by split_name, model_name, horizon_days, resampling_group

),

final as (

    {%- for metric, denominator in [
        ('integrated_brier_score', 'customer_days'), ('integrated_brier_skill', 'base_rate_squared_error'),
    ] %}
    select
        split_name,
        model_name,
        '{{ metric }}' as metric_name,
        horizon_days,
        resampling_group,
        customer_count,
        squared_error as numerator,
        {{ denominator }} as denominator
    from grouped
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
