-- What the probabilities say, and beyond their longest horizon what the customer's group of recency goes on to
-- spend, shared out as the spend before it is. See docs/methods/credible_spend.md.

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

shared as (

    select
        *,
        coalesce(
            expected_spend * count(*) over of_group
            / nullif(cast(sum(cast(expected_spend as decimal(38, 12))) over of_group as double), 0),
            1
        ) as share_of_mean
    from near
    where horizon_days = {{ longest_horizon() }}
    window of_group as (partition by split_name, recency_bucket)

),

far as (

    select
        shared.split_name,
        shared.as_of_date,
        shared.customer_id,
        horizons.horizon_days,
        shared.expected_spend
        + shared.share_of_mean * coalesce(of_group.later_spend, of_everyone.later_spend, 0) as expected_spend,
        shared.expected_order_value
    from shared
    inner join {{ value_horizon_table() }} as horizons on horizons.horizon_days > {{ longest_horizon() }}
    left join later_of_groups as of_group
        on shared.split_name = of_group.split_name
            and shared.recency_bucket = of_group.recency_bucket
            and horizons.horizon_days = of_group.horizon_days
    left join later_of_groups as of_everyone
        on shared.split_name = of_everyone.split_name
            and of_everyone.recency_bucket = 'everyone'
            and horizons.horizon_days = of_everyone.horizon_days

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
