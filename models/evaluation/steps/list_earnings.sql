-- What each recommender's lists met with: whether the customer bought something of it, and for how much.

with backtest as (

    select * from {{ ref('next_items_backtest') }}
    where rank <= {{ var('top_k') }}

),

outcomes as (

    select * from {{ ref('next_items_outcomes') }}

),

windows as (

    select * from {{ ref('judged_windows') }}

),

customer_hits as (

    select
        backtest.split_name,
        backtest.model_name,
        backtest.customer_id,
        backtest.weight,
        count(outcomes.revenue) as hit_count,
        coalesce(sum(outcomes.revenue), 0) as hit_revenue
    from backtest
    inner join windows on backtest.split_name = windows.split_name
    left join outcomes
        on backtest.split_name = outcomes.split_name
            and backtest.customer_id = outcomes.customer_id
            and backtest.item_id = outcomes.item_id
    group by backtest.split_name, backtest.model_name, backtest.customer_id, backtest.weight

),

final as (

    select
        split_name,
        model_name,
        'list_conversion' as metric_name,
        {{ exact_sum('case when hit_count > 0 then weight else 0 end') }} / {{ exact_sum('weight') }} as metric_value
    from customer_hits
    group by split_name, model_name
    union all
    select
        split_name,
        model_name,
        'revenue_of_hits' as metric_name,
        -- All buyers of a window have one weight.
        cast(sum(hit_revenue) as double) * coalesce(max(weight) filter (where hit_count > 0), 1) as metric_value
    from customer_hits
    group by split_name, model_name

)

select * from final
