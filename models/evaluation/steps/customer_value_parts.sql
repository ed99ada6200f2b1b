-- The metrics of expected spend, as sums over a group of customers: value = numerator / denominator.

with judged as (

    select * from {{ ref('customer_value_judged') }}

),

-- Where a customer stands by expected spend, 0 the least and 1 the most; of equals the middle.
placed as (

    select
        *,
        (
            rank() over (partition by split_name, model_name, horizon_days order by expected_spend)
            + count(*) over (partition by split_name, model_name, horizon_days, expected_spend) / 2.0e0 - 1
        ) / count(*) over (partition by split_name, model_name, horizon_days) as place,
        row_number() over (
            partition by split_name, model_name, horizon_days
            order by expected_spend desc, customer_id asc
        ) <= ceil(count(*) over (partition by split_name, model_name, horizon_days) / 10.0e0) as is_in_top_tenth,
        -- Nobody is expected to spend nothing at all: the deviance of who then does is infinite.
        greatest(expected_spend, mean_spend / 1000) as expected_or_little
    from judged

),

grouped as (

    select
        split_name,
        model_name,
        horizon_days,
        resampling_group,
        count(*) as customers,
        count(*) filter (where purchase_count > 0) as buyers,
        {{ exact_sum('spend', most_digits=38) }} as spent,
        {{ exact_sum('expected_spend', most_digits=38) }} as expected,
        {{ exact_sum('abs(expected_spend - spend)', most_digits=38) }} as absolute_error,
        {{ exact_sum('power(expected_spend - spend, 2)', most_digits=38) }} as squared_error,
        {{ exact_sum(tweedie_deviance('spend', 'expected_or_little'), most_digits=38) }} as deviance,
        {{ exact_sum(tweedie_deviance('spend', 'mean_spend'), most_digits=38) }} as mean_spend_deviance,
        {{ exact_sum('spend * (2 * place - 1)', most_digits=38) }} as spent_by_place,
        {{ exact_sum('case when is_in_top_tenth then spend else 0 end', most_digits=38) }} as spent_by_top_tenth,
        {{ exact_sum('purchase_count * expected_order_value', most_digits=38) }} as expected_of_purchases
    from placed
    group by split_name, model_name, horizon_days, resampling_group

),

final as (

    {%- set parts = [
        ('spend_predicted_to_actual', 'expected', 'spent'),
        ('spend_mae', 'absolute_error', 'customers'),
        ('spend_rmse', 'squared_error', 'customers'),
        ('spend_skill', 'deviance', 'mean_spend_deviance'),
        ('spend_gini', 'spent_by_place', 'spent'),
        ('spend_of_top_tenth', 'spent_by_top_tenth', 'spent'),
        ('order_value_to_actual', 'expected_of_purchases', 'spent'),
    ] %}
    {%- for metric, numerator, denominator in parts %}
    select
        split_name,
        model_name,
        '{{ metric }}' as metric_name,
        horizon_days,
        resampling_group,
        customers as customer_count,
        cast({{ numerator }} as double) as numerator,
        cast({{ denominator }} as double) as denominator
    from grouped
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
