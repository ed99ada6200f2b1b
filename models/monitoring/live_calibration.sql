-- Were the probabilities that people had as large as what happened? By tenths of the customers of the latest
-- night whose window has closed.

with closed as (

    select * from {{ ref('closed_predictions') }}

),

latest as (

    select
        horizon_days,
        max(as_of_date) as as_of_date
    from closed
    group by horizon_days

),

ranked as (

    select
        closed.*,
        row_number() over (
            partition by closed.horizon_days
            order by closed.probability desc, closed.customer_id asc
        ) as probability_rank,
        count(*) over (partition by closed.horizon_days) as customers
    from closed
    inner join latest
        on closed.horizon_days = latest.horizon_days
            and closed.as_of_date = latest.as_of_date

),

final as (

    select
        ranked.as_of_date,
        cast(ranked.horizon_days as integer) as horizon_days,
        cast(10 - floor(10.0e0 * (ranked.probability_rank - 1) / ranked.customers) as integer) as decile,
        count(*) as customer_count,
        {{ exact_sum('ranked.probability') }} / count(*) as mean_probability,
        avg(cast(ranked.has_bought as double)) as bought_share,
        sales_window.is_synthetic
    from ranked
    cross join {{ ref('int_sales_window') }} as sales_window
    group by
        ranked.as_of_date,
        ranked.horizon_days,
        cast(10 - floor(10.0e0 * (ranked.probability_rank - 1) / ranked.customers) as integer),
        sales_window.is_synthetic

)

select * from final
order by horizon_days, decile
