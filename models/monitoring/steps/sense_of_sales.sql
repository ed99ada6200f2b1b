-- The whole of the sales in a few figures: what the last publication had, this one should have too.

with sales as (

    select
        count(*) as sale_count,
        count(distinct customer_id) as customer_count,
        avg(case when customer_id is null then 1.0e0 else 0.0e0 end) as nobodys_share,
        cast(avg(price) as double) as average_price,
        -- three standard deviations of the average
        3 * coalesce({{ exact_deviation('price') }}, 0) / nullif(sqrt(count(*)), 0) as price_luck,
        {{ dbt.datediff("cast('1970-01-01' as date)", 'max(sale_date)', 'day') }} as last_day
    from {{ ref('stg_sales') }}

),

loads as (

    select
        cast(sum(rows_rejected - rows_repeated) as double) / nullif(sum(rows_read), 0) as rejected_share,
        cast(sum(rows_not_sales) as double) / nullif(sum(rows_read), 0) as not_sales_share
    from {{ ref('load_reconciliation') }}

),

figures as (

    select
        sales.*,
        loads.*
    from sales
    cross join loads

),

measured as (

    {{ sense_rows('figures', {
        'sales': ('sale_count', 'null', '0'),
        'customers': ('customer_count', 'null', '0'),
        'last_sale_day': ('last_day', 'null', '0'),
        'average_price': ('average_price', 'null', 'price_luck'),
        'share_of_nobody': ('nobodys_share', 'null', '0'),
        'share_rejected': ('rejected_share', 'null', '0'),
        'share_not_sales': ('not_sales_share', 'null', '0'),
    }) }}

),

final as (

    select * from measured
    where found_value is not null

)

select * from final
