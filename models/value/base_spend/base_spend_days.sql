-- What the customers of the landmarks spent on each day after them, by group of recency, how many of them were still
-- observed on it, and what those had spent within the longest horizon of probabilities.

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

landmark_spend as (

    select * from {{ ref('landmark_spend') }}

),

near_spend as (

    select
        split_name,
        customer_id,
        as_of_date,
        sum(spend) as spend
    from landmark_spend
    where days_after <= {{ longest_horizon() }}
    group by split_name, customer_id, as_of_date

),

endings as (

    select
        training_rows.split_name,
        training_rows.recency_bucket,
        training_rows.days_observed,
        count(*) as ending_count,
        coalesce(sum(near_spend.spend), 0) as near_spend
    from training_rows
    left join near_spend
        on training_rows.split_name = near_spend.split_name
            and training_rows.customer_id = near_spend.customer_id
            and training_rows.as_of_date = near_spend.as_of_date
    group by training_rows.split_name, training_rows.recency_bucket, training_rows.days_observed

),

daily_spend as (

    select
        training_rows.split_name,
        training_rows.recency_bucket,
        spend.days_after as day,
        sum(spend.spend) as spend
    from landmark_spend as spend
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
        sum(case when endings.days_observed >= days.number then endings.near_spend else 0 end) as near_spend,
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
