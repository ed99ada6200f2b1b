-- What the lists promise beside what they got, over everybody whom the lists stand for, who bought or not.

with backtest as (

    select * from {{ ref('next_items_backtest') }}

),

outcomes as (

    select * from {{ ref('next_items_outcomes') }}

),

lengths as (

    {%- for length in judged_list_lengths() %}
    select {{ length }} as k {{ "union all" if not loop.last }}
    {%- endfor %}

),

promised as (

    select
        backtest.split_name,
        backtest.model_name,
        backtest.customer_id,
        backtest.rank,
        backtest.probability * backtest.weight as promised_count,
        case when outcomes.item_id is not null then backtest.weight else 0 end as hit_count
    from backtest
    left join outcomes
        on backtest.split_name = outcomes.split_name
            and backtest.customer_id = outcomes.customer_id
            and backtest.item_id = outcomes.item_id

),

final as (

    select
        promised.split_name,
        promised.model_name,
        'item' as item_level,
        'predicted_to_hits' as metric_name,
        lengths.k,
        {{ hash_bucket('promised.customer_id', var('resampling_groups')) }} as resampling_group,
        count(distinct promised.customer_id) as customer_count,
        {{ exact_sum('promised.promised_count') }} as numerator,
        {{ exact_sum('promised.hit_count') }} as denominator,
        {{ exact_sum('promised.hit_count') }} as best
    from promised
    inner join lengths on promised.rank <= lengths.k
    group by all

)

select * from final
