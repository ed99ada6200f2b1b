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
earlier_splits as (

    select
        splits.split_name,
        max_by(earlier.split_name, earlier.as_of_date) as earlier_split_name
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
    where horizon_days = {{ longest_horizon() }}

),

outcomes as (

    select * from {{ ref('next_items_outcomes') }}

),

taught as (

    select
        predictions.split_name as earlier_split_name,
        predictions.model_name,
        predictions.rank,
        count(*) as list_count,
        count(outcomes.item_id) as hit_count,
        {{ exact_sum('champion_scores.probability') }} as expected_buyer_count
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

running as (

    select
        *,
        sum(hit_count) over (
            partition by earlier_split_name, model_name order by rank rows between unbounded preceding and current row
        ) as hits_so_far,
        sum(expected_buyer_count) over (
            partition by earlier_split_name, model_name order by rank rows between unbounded preceding and current row
        ) as buyers_so_far
    from taught

),

-- The share over each run of places.
spans as (

    select
        firsts.earlier_split_name,
        firsts.model_name,
        firsts.rank as first_rank,
        lasts.rank as last_rank,
        (lasts.hits_so_far - firsts.hits_so_far + firsts.hit_count)
        / nullif(lasts.buyers_so_far - firsts.buyers_so_far + firsts.expected_buyer_count, 0) as hit_share
    from running as firsts
    inner join running as lasts
        on firsts.earlier_split_name = lasts.earlier_split_name
            and firsts.model_name = lasts.model_name
            and firsts.rank <= lasts.rank

),

-- A place further down is hit no more often, but few hits are counted unevenly: places are pooled until
-- their shares fall (isotonic regression, in its min-max form), which keeps the sum of the hits.
highest_from as (

    select
        places.earlier_split_name,
        places.model_name,
        places.rank,
        spans.first_rank,
        max(spans.hit_share) as hit_share
    from taught as places
    inner join spans
        on places.earlier_split_name = spans.earlier_split_name
            and places.model_name = spans.model_name
            and places.rank between spans.first_rank and spans.last_rank
    group by places.earlier_split_name, places.model_name, places.rank, spans.first_rank

),

pooled as (

    select
        earlier_split_name,
        model_name,
        rank,
        min(hit_share) as hit_share
    from highest_from
    group by earlier_split_name, model_name, rank

),

final as (

    select
        earlier_splits.split_name,
        taught.model_name,
        taught.rank,
        taught.hit_count,
        taught.expected_buyer_count,
        least(1, pooled.hit_share) as hit_share
    from earlier_splits
    inner join taught on earlier_splits.earlier_split_name = taught.earlier_split_name
    inner join pooled
        on taught.earlier_split_name = pooled.earlier_split_name
            and taught.model_name = pooled.model_name
            and taught.rank = pooled.rank

)

select * from final
-- Threads leave rows in any order, and that of a fit's rows is kept with it.
order by split_name, model_name, rank
