-- What the probabilities say, and beyond their longest horizon what groups of recency go on to spend, shared out
-- among all customers as the spend before it is. See docs/methods/credible_spend.md.

with near as (

    select * from {{ ref('credible_spend_within_probabilities') }}

),

curves as (

    select * from {{ ref('base_spend_curves') }}

),

-- What a group goes on to spend after the longest horizon of probabilities, a customer.
later_of_groups as (

    select
        longer.split_name,
        longer.recency_bucket,
        longer.horizon_days,
        longer.expected_spend - shorter.expected_spend as later_spend
    from curves as longer
    inner join curves as shorter
        on longer.split_name = shorter.split_name
            and longer.recency_bucket = shorter.recency_bucket
            and shorter.horizon_days = {{ longest_horizon() }}
    where longer.horizon_days > {{ longest_horizon() }}

),

later as (

    select
        near.split_name,
        near.as_of_date,
        near.customer_id,
        horizons.horizon_days,
        near.expected_spend,
        near.expected_order_value,
        cast(coalesce(of_group.later_spend, of_everyone.later_spend, 0) as decimal(38, 12)) as later_spend
    from near
    inner join {{ value_horizon_table() }} as horizons on horizons.horizon_days > {{ longest_horizon() }}
    left join later_of_groups as of_group
        on near.split_name = of_group.split_name
            and near.recency_bucket = of_group.recency_bucket
            and horizons.horizon_days = of_group.horizon_days
    left join later_of_groups as of_everyone
        on near.split_name = of_everyone.split_name
            and of_everyone.recency_bucket = 'everyone'
            and horizons.horizon_days = of_everyone.horizon_days
    where near.horizon_days = {{ longest_horizon() }}

),

-- Where nothing is expected of anybody, all share alike.
far as (

    select
        split_name,
        as_of_date,
        customer_id,
        horizon_days,
        expected_spend + cast(sum(later_spend) over everyone as double) * coalesce(
            expected_spend / nullif(cast(sum(cast(expected_spend as decimal(38, 12))) over everyone as double), 0),
            1 / cast(count(*) over everyone as double)
        ) as expected_spend,
        expected_order_value
    from later
    window everyone as (partition by split_name, horizon_days)

),

final as (

    select
        split_name,
        as_of_date,
        customer_id,
        horizon_days,
        expected_spend,
        expected_order_value
    from near
    union all
    select * from far

)

select * from final
