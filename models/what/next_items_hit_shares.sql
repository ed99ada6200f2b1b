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

hits as (

    select * from {{ ref('next_items_rank_hits') }}

),

pooled as (

    select * from {{ ref('next_items_pooled_shares') }}

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

final as (

    select
        earlier_splits.split_name,
        hits.model_name,
        hits.rank,
        hits.hit_count,
        hits.expected_buyer_count,
        least(1, pooled.hit_share) as hit_share
    from earlier_splits
    inner join hits on earlier_splits.earlier_split_name = hits.split_name
    inner join pooled
        on hits.split_name = pooled.split_name
            and hits.model_name = pooled.model_name
            and hits.rank = pooled.rank

)

select * from final
-- Threads leave rows in any order, and that of a fit's rows is kept with it.
order by split_name, model_name, rank
