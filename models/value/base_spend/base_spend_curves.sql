-- What those who had waited as long spent by day h on average: the mean cumulative function, a sum of daily means
-- over the customers who were still observed on the day. A thin group leans on the whole shop as if by 50
-- customers of its own. See docs/methods/base_spend.md.

{% set prior_customers = 50 -%}

with spend_days as (

    select * from {{ ref('base_spend_days') }}

),

shop_rates as (

    select
        split_name,
        day,
        cast(sum(spend) as double) / sum(customer_count) as daily_spend
    from spend_days
    group by split_name, day
    having sum(customer_count) > 0

),

rates as (

    select
        spend_days.split_name,
        spend_days.recency_bucket,
        spend_days.day,
        (cast(spend_days.spend as double) + {{ prior_customers }} * shop_rates.daily_spend)
        / (spend_days.customer_count + {{ prior_customers }}) as daily_spend
    from spend_days
    inner join shop_rates
        on spend_days.split_name = shop_rates.split_name
            and spend_days.day = shop_rates.day
    union all
    select
        split_name,
        'everyone' as recency_bucket,
        day,
        daily_spend
    from shop_rates

),

paced as (

    select
        *,
        max(day) over (partition by split_name) as last_day
    from rates

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
