-- What those who had waited as long spent by day h on average: the mean cumulative function, a sum of daily means
-- over the customers who were still observed on the day. Only early landmarks are observed for long, and theirs were
-- other customers; so what comes after the longest horizon of probabilities is taken as a share of what the same
-- customers had spent within it. A thin group leans on the whole shop as if by 50 customers of its own.
-- See docs/methods/base_spend.md.

{% set prior_customers = 50 -%}

with spend_days as (

    select * from {{ ref('base_spend_days') }}

),

shop_days as (

    select
        split_name,
        day,
        sum(customer_count) as customer_count,
        sum(near_spend) as near_spend,
        sum(spend) as spend
    from spend_days
    group by split_name, day
    having sum(customer_count) > 0

),

group_days as (

    select
        split_name,
        recency_bucket,
        day,
        customer_count,
        near_spend,
        spend
    from spend_days
    union all
    select
        split_name,
        'everyone' as recency_bucket,
        day,
        customer_count,
        near_spend,
        spend
    from shop_days

),

leaning as (

    select
        group_days.split_name,
        group_days.recency_bucket,
        group_days.day,
        group_days.customer_count + {{ prior_customers }} as customer_count,
        cast(group_days.near_spend as double)
        + {{ prior_customers }} * cast(shop_days.near_spend as double) / shop_days.customer_count as near_spend,
        cast(group_days.spend as double)
        + {{ prior_customers }} * cast(shop_days.spend as double) / shop_days.customer_count as spend
    from group_days
    inner join shop_days
        on group_days.split_name = shop_days.split_name
            and group_days.day = shop_days.day

),

near as (

    select
        split_name,
        recency_bucket,
        {{ exact_sum('spend / customer_count', most_digits=38) }} as expected_spend
    from leaning
    where day <= {{ longest_horizon() }}
    group by split_name, recency_bucket

),

paced as (

    select
        leaning.split_name,
        leaning.recency_bucket,
        leaning.day,
        case
            when leaning.day <= {{ longest_horizon() }} then leaning.spend / leaning.customer_count
            else coalesce(near.expected_spend * leaning.spend / nullif(leaning.near_spend, 0), 0)
        end as daily_spend,
        max(leaning.day) over (partition by leaning.split_name) as last_day
    from leaning
    inner join near
        on leaning.split_name = near.split_name
            and leaning.recency_bucket = near.recency_bucket

),

-- Days that nobody has been observed for yet are as the group's last quarter that was.
final as (

    select
        paced.split_name,
        paced.recency_bucket,
        horizons.horizon_days,
        {{ exact_sum('case when paced.day <= horizons.horizon_days then paced.daily_spend else 0 end', most_digits=38) }}
        + greatest(horizons.horizon_days - max(paced.last_day), 0) / least(max(paced.last_day), {{ longest_horizon() }})
        * {{ exact_sum('case when paced.day > paced.last_day - ' ~ longest_horizon() ~ ' then paced.daily_spend else 0 end', most_digits=38) }}
            as expected_spend
    from paced
    cross join {{ value_horizon_table() }} as horizons
    group by paced.split_name, paced.recency_bucket, horizons.horizon_days

)

select * from final
-- Threads leave rows in any order, and that of a fit's rows is kept with it.
order by split_name, recency_bucket, horizon_days
