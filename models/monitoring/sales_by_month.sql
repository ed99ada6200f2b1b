-- What each month sold, then and now: the past of an export that is read whole doesn't change, so where it
-- does, rows were lost on the way.

with sales as (

    select * from {{ ref('stg_sales') }}

),

last_months as (

    select last_months.*
    from {{ ref('last_months') }} as last_months
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_months.is_synthetic = sales_window.is_synthetic

),

monthly as (

    select
        cast({{ dbt.date_trunc('month', 'sale_date') }} as date) as month_start,
        count(*) as sale_count
    from sales
    group by cast({{ dbt.date_trunc('month', 'sale_date') }} as date)

),

final as (

    select
        coalesce(monthly.month_start, last_months.month_start) as month_start,
        coalesce(monthly.sale_count, 0) as sale_count,
        last_months.sale_count as last_sale_count,
        coalesce(
            coalesce(monthly.sale_count, 0) < (1 - {{ var('lost_month_share') }}) * last_months.sale_count
            -- Three standard deviations of a count: a month of a few sales loses some by correction.
            - 3 * sqrt({{ var('lost_month_share') }} * last_months.sale_count),
            false
        ) as is_lost,
        sales_window.is_synthetic
    from monthly
    full outer join last_months on monthly.month_start = last_months.month_start
    cross join {{ ref('int_sales_window') }} as sales_window

)

select * from final
order by month_start
