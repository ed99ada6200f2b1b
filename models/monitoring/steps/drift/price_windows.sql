-- What each kind of piece, a category in a metal, cost in a night's window and in the time before it: like
-- beside like, so that more silver sold is no change of prices.

with sales as (

    select * from {{ ref('stg_sales') }}

),

items as (

    select * from {{ ref('int_item_attributes') }}

),

nights as (

    select * from {{ ref('monitored_nights') }}

),

days as (

    select
        sales.sale_date,
        items.category,
        items.metal,
        count(*) as row_count,
        {{ exact_sum('ln(cast(sales.price as double))', 38) }} as log_price
    from sales
    inner join items on sales.item_id = items.item_id
    group by sales.sale_date, items.category, items.metal

),

compared as (

    select
        nights.weeks_back,
        nights.night,
        days.category,
        days.metal,
        days.row_count,
        days.log_price,
        days.sale_date >= nights.window_start as is_found
    from nights
    inner join days
        on days.sale_date between nights.window_start and nights.night
            or days.sale_date between nights.reference_start and nights.reference_end

),

final as (

    select
        weeks_back,
        night,
        category,
        metal,
        cast(coalesce(sum(row_count) filter (where is_found), 0) as bigint) as found_count,
        cast(coalesce(sum(row_count) filter (where not is_found), 0) as bigint) as before_count,
        {{ exact_sum('case when is_found then log_price end', 38) }}
        / sum(row_count) filter (where is_found) as mean_log_price,
        {{ exact_sum('case when not is_found then log_price end', 38) }}
        / sum(row_count) filter (where not is_found) as before_mean_log_price
    from compared
    group by weeks_back, night, category, metal

)

select * from final
