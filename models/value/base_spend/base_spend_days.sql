-- What the customers of the landmarks spent on each day after them, by group of recency, and how many of them were
-- still observed on it.

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

final as (

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

)

select * from final
