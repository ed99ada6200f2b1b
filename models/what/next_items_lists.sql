-- Every recommender's lists with a probability: the champion's probability that the customer buys at all
-- within the longest horizon, times the share of buyers who took the item at that rank. Without an
-- earlier split to learn from, the item's own share of recent buyers stands in.

with predictions as (

    select * from {{ ref('next_items_predictions') }}

),

champion_scores as (

    select * from {{ ref('next_purchase_champion_scores') }}
    where horizon_days = {{ longest_horizon() }}

),

hit_shares as (

    select * from {{ ref('next_items_hit_shares') }}

),

items as (

    select * from {{ ref('item_features') }}

),

recent_buyers as (

    select
        split_name,
        cast(sum(buyers_90d) as double) as buyer_item_count
    from items
    group by split_name

),

final as (

    select
        predictions.split_name,
        predictions.as_of_date,
        predictions.model_name,
        predictions.customer_id,
        predictions.rank,
        predictions.item_id,
        predictions.score,
        predictions.weight,
        champion_scores.probability
        * coalesce(hit_shares.hit_share, items.buyers_90d / nullif(recent_buyers.buyer_item_count, 0), 0)
            as probability
    from predictions
    inner join champion_scores
        on predictions.split_name = champion_scores.split_name
            and predictions.customer_id = champion_scores.customer_id
    inner join items
        on predictions.split_name = items.split_name
            and predictions.item_id = items.item_id
    inner join recent_buyers on predictions.split_name = recent_buyers.split_name
    left join hit_shares
        on predictions.split_name = hit_shares.split_name
            and predictions.model_name = hit_shares.model_name
            and predictions.rank = hit_shares.rank

)

select * from final
