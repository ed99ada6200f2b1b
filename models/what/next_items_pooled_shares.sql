-- A place further down is hit no more often, but few hits are counted unevenly: places are pooled until
-- their shares fall (isotonic regression, in its min-max form), which keeps the sum of the hits.

with places as (

    select * from {{ ref('next_items_rank_hits') }}

),

running as (

    select
        *,
        sum(weighted_hit_count) over so_far as hits_so_far,
        sum(expected_buyer_count) over so_far as buyers_so_far
    from places
    window so_far as (
        partition by split_name, model_name order by rank rows between unbounded preceding and current row
    )

),

-- The share over each run of places.
spans as (

    select
        firsts.split_name,
        firsts.model_name,
        firsts.rank as first_rank,
        lasts.rank as last_rank,
        (lasts.hits_so_far - firsts.hits_so_far + firsts.weighted_hit_count)
        / nullif(lasts.buyers_so_far - firsts.buyers_so_far + firsts.expected_buyer_count, 0) as hit_share
    from running as firsts
    inner join running as lasts
        on firsts.split_name = lasts.split_name
            and firsts.model_name = lasts.model_name
            and firsts.rank <= lasts.rank

),

highest_from as (

    select
        places.split_name,
        places.model_name,
        places.rank,
        spans.first_rank,
        max(spans.hit_share) as hit_share
    from places
    inner join spans
        on places.split_name = spans.split_name
            and places.model_name = spans.model_name
            and places.rank between spans.first_rank and spans.last_rank
    group by places.split_name, places.model_name, places.rank, spans.first_rank

),

final as (

    select
        split_name,
        model_name,
        rank,
        min(hit_share) as hit_share
    from highest_from
    group by split_name, model_name, rank

)

select * from final
