-- What a list of the same size that knew the answer would get. The other metrics' ceilings are
-- constants, in the seed `metric_definitions`.

with judged as (

    select * from {{ ref('next_purchase_judged') }}

),

sizes as (

    select
        split_name,
        model_name,
        horizon_days,
        sum(has_bought) as bought,
        sum(case when probability >= 0.5 then 1 else 0 end) as confident_listed,
        sum(case when probability_rank <= expected_buyer_count then 1 else 0 end) as expected_listed
    from judged
    group by split_name, model_name, horizon_days

),

final as (

    {%- for list in ['confident', 'expected'] %}
    {%- for metric, size in [
        ('precision', list ~ '_listed'), ('recall', 'bought'), ('f1', '((' ~ list ~ '_listed + bought) / 2.0e0)'),
    ] %}
    select
        split_name,
        model_name,
        horizon_days,
        '{{ metric }}_{{ list }}' as metric_name,
        least({{ list }}_listed, bought) / nullif(cast({{ size }} as double), 0) as ceiling_value
    from sizes
    {{ "union all" if not loop.last }}
    {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
