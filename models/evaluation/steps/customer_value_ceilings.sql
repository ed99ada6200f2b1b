-- What an order by the spend itself would get. The other metrics' ceilings are constants, in the seed
-- `metric_definitions`.

with judged as (

    select * from {{ ref('customer_value_judged') }}

),

placed as (

    select
        *,
        (
            rank() over (partition by split_name, model_name, horizon_days order by spend)
            + count(*) over (partition by split_name, model_name, horizon_days, spend) / 2.0e0 - 1
        ) / count(*) over (partition by split_name, model_name, horizon_days) as place,
        row_number() over (partition by split_name, model_name, horizon_days order by spend desc, customer_id asc)
        <= ceil(count(*) over (partition by split_name, model_name, horizon_days) / 10.0e0) as is_in_top_tenth
    from judged

),

final as (

    {%- for metric, numerator in [
        ('spend_gini', 'spend * (2 * place - 1)'),
        ('spend_of_top_tenth', 'case when is_in_top_tenth then spend else 0 end'),
    ] %}
    select
        split_name,
        model_name,
        horizon_days,
        '{{ metric }}' as metric_name,
        {{ exact_sum(numerator, most_digits=38) }} / nullif({{ exact_sum('spend', most_digits=38) }}, 0) as ceiling_value
    from placed
    group by split_name, model_name, horizon_days
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
