-- What the lists of each split met with at each rank, beside the buyers whom the champion of WHEN expected.

with predictions as (

    select * from {{ ref('next_items_predictions') }}

),

champion_scores as (

    select * from {{ ref('next_purchase_champion_scores') }}
    where horizon_days = {{ longest_horizon() }}

),

outcomes as (

    select * from {{ ref('next_items_outcomes') }}

),

final as (

    select
        predictions.split_name,
        predictions.model_name,
        predictions.rank,
        count(outcomes.item_id) as hit_count,
        {{ exact_sum('case when outcomes.item_id is not null then predictions.weight else 0 end') }}
            as weighted_hit_count,
        {{ exact_sum('champion_scores.probability * predictions.weight') }} as expected_buyer_count
    from predictions
    inner join champion_scores
        on predictions.split_name = champion_scores.split_name
            and predictions.customer_id = champion_scores.customer_id
    left join outcomes
        on predictions.split_name = outcomes.split_name
            and predictions.customer_id = outcomes.customer_id
            and predictions.item_id = outcomes.item_id
    group by predictions.split_name, predictions.model_name, predictions.rank

)

select * from final
