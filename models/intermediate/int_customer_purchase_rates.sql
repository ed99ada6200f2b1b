-- How often and how much each customer buys, by the sales that were not taken back. What is compared
-- here are customers with one another, so it comes before anybody is left out.

with sales as (

    select
        *,
        case
            when sale_moment <> cast(sale_date as timestamp) then {{ dbt.date_trunc('hour', 'sale_moment') }}
        end as sale_hour
    from {{ ref('stg_sales') }}
    where customer_id is not null and taken_back_on is null

),

-- Lines of one receipt may be seconds apart: times a day are told by the hour.
visits as (

    select
        customer_id,
        sale_date,
        count(*) as piece_count,
        count(distinct sale_hour) as hour_count
    from sales
    group by customer_id, sale_date

),

-- Three purchases in one week are no habit yet: a rate is over a quarter of a year at least.
customers as (

    select
        customer_id,
        count(*) as visit_count,
        cast(sum(piece_count) as bigint) as piece_count,
        median(cast(piece_count as double)) as pieces_a_visit,
        count(*) filter (where hour_count >= {{ var('unusual_times_a_day') }}) as busy_days,
        greatest(
            13.0e0, ({{ dbt.datediff('min(sale_date)', 'max(sale_date)', 'day') }} + 1) / 7.0e0
        ) as weeks
    from visits
    group by customer_id

),

final as (

    select
        customer_id,
        visit_count,
        piece_count,
        cast(visit_count / weeks as double) as visits_a_week,
        cast(piece_count / weeks as double) as pieces_a_week,
        pieces_a_visit,
        busy_days
    from customers

)

select * from final
