-- RFM's raw numbers, the gaps between purchases and the spend, from what was known as of the date.

-- Who is first seen later than this is new, and no customer from before the log began.
{% set most_first_seen_days = 90 -%}

with asked as (

    select * from {{ ref('customer_rows') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

log_start as (

    select min(purchase_date) as first_date from purchases

),

known as (

    select
        purchases.*,
        asked.as_of_date,
        log_start.first_date as log_first_date,
        {{ dbt.datediff('purchases.purchase_date', 'asked.as_of_date', 'day') }} as age_days
    from asked
    inner join purchases
        on asked.customer_id = purchases.customer_id
            and asked.as_of_date >= purchases.purchase_date
            and {{ known_on('purchases', 'asked.as_of_date') }}
    cross join log_start

),

final as (

    select
        customer_id,
        as_of_date,
        min(purchase_date) as first_purchase_date,
        max(purchase_date) as last_purchase_date,
        min(age_days) as days_since_last_purchase,
        max(age_days) as tenure_days,
        least(
            {{ most_first_seen_days }},
            {{ dbt.datediff('min(log_first_date)', 'min(purchase_date)', 'day') }}
        ) as first_seen_after_days,
        count(*) as purchase_count,
        count(*) filter (where age_days < 30) as purchases_last_30d,
        count(*) filter (where age_days < 90) as purchases_last_90d,
        count(*) filter (where age_days < 180) as purchases_last_180d,
        cast(sum(item_count) as bigint) as item_count,
        cast(sum(spend) as decimal(18, 2)) as total_spend,
        cast(coalesce(sum(spend) filter (where age_days < 180), 0) as decimal(18, 2)) as spend_last_180d,
        cast(coalesce(sum(spend) filter (where age_days >= 180 and age_days < 360), 0) as decimal(18, 2))
            as spend_180d_before,
        max_by(spend, purchase_date) as last_purchase_spend,
        avg(gap_days) as mean_gap_days,
        median(cast(gap_days as double)) as median_gap_days,
        -- The standard deviation from sums of whole numbers, which are the same in any order of the rows.
        sqrt(
            (count(gap_days) * sum(gap_days * gap_days) - sum(gap_days) * sum(gap_days))
            / nullif(cast(count(gap_days) * (count(gap_days) - 1) as double), 0)
        ) as gap_spread_days,
        max_by(gap_days, purchase_date) filter (where gap_days is not null) as last_gap_days,
        sum(trade_in_count) / cast(sum(item_count) as double) as trade_in_share
    from known
    group by customer_id, as_of_date

)

select * from final
