-- Scores from 1 to 5 by rank among all customers known as of the date, so for dates on which everybody is
-- asked about. Equal values get equal scores, which ntile() would not give: most customers have bought once.

with split_dates as (

    select distinct as_of_date
    from {{ ref('int_as_of_dates') }}
    where kind = 'split'

),

history as (

    select history.*
    from {{ ref('customer_purchase_history') }} as history
    inner join split_dates on history.as_of_date = split_dates.as_of_date

),

segments as (

    select * from {{ ref('rfm_segments') }}

),

ranked as (

    select
        customer_id,
        as_of_date,
        percent_rank() over (partition by as_of_date order by days_since_last_purchase desc) as recency_rank,
        percent_rank() over (partition by as_of_date order by purchase_count) as frequency_rank,
        percent_rank() over (partition by as_of_date order by total_spend) as monetary_rank
    from history

),

scored as (

    select
        customer_id,
        as_of_date,
        cast(least(5, 1 + floor(5 * recency_rank)) as integer) as recency_score,
        cast(least(5, 1 + floor(5 * frequency_rank)) as integer) as frequency_score,
        cast(least(5, 1 + floor(5 * monetary_rank)) as integer) as monetary_score
    from ranked

),

final as (

    select
        scored.*,
        segments.rfm_segment
    from scored
    left join segments
        on scored.recency_score = segments.recency_score
            and scored.frequency_score = segments.frequency_score

)

select * from final
