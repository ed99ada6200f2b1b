-- Of those who had waited as long, which share had bought by day d: Kaplan and Meier's estimate in
-- each group of recency. A thin group leans on the whole shop as if by 50 customers of its own.

{% set prior_customers = 50 -%}

with grid as (

    select * from {{ ref('base_rate_grid') }}

),

shop_hazards as (

    select
        split_name,
        day,
        sum(purchase_count) / nullif(cast(sum(customer_count - ended_before_count) as double), 0) as shop_hazard
    from grid
    group by split_name, day

),

hazards as (

    select
        grid.split_name,
        grid.recency_bucket,
        grid.day,
        (grid.purchase_count + {{ prior_customers }} * coalesce(shop_hazards.shop_hazard, 0))
        / (grid.customer_count - grid.ended_before_count + {{ prior_customers }}) as hazard
    from grid
    inner join shop_hazards
        on grid.split_name = shop_hazards.split_name
            and grid.day = shop_hazards.day

),

final as (

    select
        split_name,
        recency_bucket,
        day,
        1 - exp(sum(ln(1 - least(hazard, 0.999999))) over (
            partition by split_name, recency_bucket
            order by day rows between unbounded preceding and current row
        )) as probability
    from hazards

)

select * from final
-- Threads leave rows in any order, and that of a fit's rows is kept with it.
order by split_name, recency_bucket, day
