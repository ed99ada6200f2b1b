-- How often the item at each rank was bought, per expected purchase: learned from the lists of an
-- earlier split whose window had closed by the split's own date. This turns a rank into a
-- probability; see docs/methods/item_probability.md.

with splits as (

    select
        role as split_name,
        as_of_date
    from {{ ref('int_as_of_dates') }}
    where kind = 'split'

),

-- The latest earlier split that could be judged on this split's date.
teachers as (

    select
        splits.split_name,
        max_by(earlier.split_name, earlier.as_of_date) as teacher_name
    from splits
    inner join splits as earlier
        on {{ date_plus_days('earlier.as_of_date', longest_horizon()) }} <= splits.as_of_date
    group by splits.split_name

),

predictions as (

    select * from {{ ref('next_items_predictions') }}

),

champion_scores as (

    select * from {{ ref('next_purchase_champion_scores') }}

),

outcomes as (

    select * from {{ ref('next_items_outcomes') }}

),

taught as (

    select
        predictions.split_name as teacher_name,
        predictions.model_name,
        predictions.rank,
        count(*) as list_count,
        count(outcomes.item_id) as hit_count,
        sum(champion_scores.probability_{{ longest_horizon() }}d) as expected_buyer_count
    from predictions
    inner join champion_scores
        on predictions.split_name = champion_scores.split_name
            and predictions.customer_id = champion_scores.customer_id
    left join outcomes
        on predictions.split_name = outcomes.split_name
            and predictions.customer_id = outcomes.customer_id
            and predictions.item_id = outcomes.item_id
    group by predictions.split_name, predictions.model_name, predictions.rank

),

final as (

    select
        teachers.split_name,
        taught.model_name,
        taught.rank,
        taught.hit_count,
        taught.expected_buyer_count,
        least(1, taught.hit_count / nullif(taught.expected_buyer_count, 0)) as hit_share
    from teachers
    inner join taught on teachers.teacher_name = taught.teacher_name

)

select * from final
