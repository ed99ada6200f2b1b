-- How far the expected date is from the day of the purchase, over those who bought within the
-- longest horizon.

with predictions as (

    select * from {{ ref('next_purchase_predictions') }}
    where
        split_name in ('{{ timing_backtest_splits() | join("', '") }}')
        and horizon_days = {{ longest_horizon() }}

),

outcomes as (

    select * from {{ ref('next_purchase_outcomes') }}

),

errors as (

    select
        predictions.split_name,
        predictions.model_name,
        {{ hash_bucket('predictions.customer_id', var('resampling_groups')) }} as resampling_group,
        cast({{ dbt.datediff('outcomes.next_purchase_date', 'predictions.expected_next_purchase_date', 'day') }} as double)
            as error_days
    from predictions
    inner join outcomes
        on predictions.customer_id = outcomes.customer_id
            and predictions.as_of_date = outcomes.as_of_date
    where
        outcomes.days_observed >= {{ longest_horizon() }}
        and outcomes.days_to_next_purchase <= {{ longest_horizon() }}
        and predictions.expected_next_purchase_date is not null

),

{% set tolerances = [5, 7, 14, 30] -%}
grouped as (

    select
        split_name,
        model_name,
        resampling_group,
        count(*) as customers,
        sum(abs(error_days)) as mae_days,
        sum(power(error_days, 2)) as rmse_days,
    {%- for tolerance in tolerances %}
    cast(sum(case when abs(error_days) <= {{ tolerance }} then 1 else 0 end) as double)
        as hit_rate_within_{{ tolerance }}d{{ "," if not loop.last }}
    
{%- endfor %}
    from errors
    group by split_name, model_name, resampling_group

),

final as (

    {%- set metrics = ['mae_days', 'rmse_days'] -%}
    {%- for tolerance in tolerances -%}{%- do metrics.append('hit_rate_within_' ~ tolerance ~ 'd') -%}{%- endfor -%}
    {%- for metric in metrics %}
    select
        split_name,
        model_name,
        '{{ metric }}' as metric_name,
        {{ longest_horizon() }} as horizon_days,
        resampling_group,
        customers as customer_count,
        {{ metric }} as numerator,
        cast(customers as double) as denominator
    from grouped
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
