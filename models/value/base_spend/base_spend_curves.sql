-- What those who had waited as long spent by day h on average: the mean cumulative function, a sum of daily means
-- over the customers who were still observed on the day. A thin group leans on the whole shop as if by 50
-- customers of its own. See docs/methods/base_spend.md.

{% set prior_customers = 50 -%}
{% set longest = longest_value_horizon() -%}

with training_rows as (

    select
        landmarks.split_name,
        landmarks.customer_id,
        landmarks.as_of_date,
        {{ recency_bucket() }} as recency_bucket,
        least({{ dbt.datediff('landmarks.as_of_date', 'landmarks.split_as_of_date', 'day') }}, {{ longest }}) as days_observed
    from {{ ref('training_landmarks') }} as landmarks
    inner join {{ ref('survival_covariates') }} as covariates
        on landmarks.customer_id = covariates.customer_id
            and landmarks.as_of_date = covariates.as_of_date

),

endings as (

    select
        split_name,
        recency_bucket,
        days_observed,
        count(*) as ending_count
    from training_rows
    group by split_name, recency_bucket, days_observed

),

daily_spend as (

    select
        training_rows.split_name,
        training_rows.recency_bucket,
        spend.days_after as day,
        sum(spend.spend) as spend
    from {{ ref('landmark_spend') }} as spend
    inner join training_rows
        on spend.split_name = training_rows.split_name
            and spend.customer_id = training_rows.customer_id
            and spend.as_of_date = training_rows.as_of_date
    group by training_rows.split_name, training_rows.recency_bucket, spend.days_after

),

grid as (

    select
        endings.split_name,
        endings.recency_bucket,
        days.number as day,
        sum(case when endings.days_observed >= days.number then endings.ending_count else 0 end) as customer_count,
        coalesce(max(daily_spend.spend), 0) as spend
    from endings
    cross join {{ number_table(1, longest) }} as days
    left join daily_spend
        on endings.split_name = daily_spend.split_name
            and endings.recency_bucket = daily_spend.recency_bucket
            and days.number = daily_spend.day
    group by endings.split_name, endings.recency_bucket, days.number

),

shop_rates as (

    select
        split_name,
        day,
        cast(sum(spend) as double) / sum(customer_count) as daily_spend
    from grid
    group by split_name, day
    having sum(customer_count) > 0

),

rates as (

    select
        grid.split_name,
        grid.recency_bucket,
        grid.day,
        (cast(grid.spend as double) + {{ prior_customers }} * shop_rates.daily_spend)
        / (grid.customer_count + {{ prior_customers }}) as daily_spend
    from grid
    inner join shop_rates
        on grid.split_name = shop_rates.split_name
            and grid.day = shop_rates.day
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
