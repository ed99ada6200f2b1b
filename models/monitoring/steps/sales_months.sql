-- The months that the sales cover to their ends, the last one first: a month in progress says nothing.

with sales as (

    select * from {{ ref('stg_sales') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

monthly as (

    select
        cast({{ dbt.date_trunc('month', 'sale_date') }} as date) as month_start,
        count(*) as sale_count,
        count(*) filter (where customer_id is null) as nobodys_count,
        cast(avg(price) as double) as average_price,
        coalesce({{ exact_deviation('price') }}, 0) as price_deviation
    from sales
    group by 1

),

calendar as (

    select cast({{ dbt.dateadd('month', '-1 * counter.number', dbt.date_trunc('month', 'sales_window.last_sale_date')) }} as date)
        as month_start
    from sales_window
    cross join {{ number_table(0, 13) }} as counter

),

full_months as (

    select calendar.month_start
    from calendar
    cross join sales_window
    where
        calendar.month_start >= sales_window.first_sale_date
        and {{ dbt.dateadd('month', 1, 'calendar.month_start') }}
        <= {{ date_plus_days('sales_window.last_sale_date', 1) }}

),

final as (

    select
        row_number() over (order by full_months.month_start desc) as months_back,
        full_months.month_start,
        coalesce(monthly.sale_count, 0) as sale_count,
        coalesce(monthly.nobodys_count, 0) as nobodys_count,
        monthly.average_price,
        monthly.price_deviation
    from full_months
    left join monthly on full_months.month_start = monthly.month_start

)

select * from final
