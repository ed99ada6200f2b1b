-- Everything a row of the export says, typed, and what in the row itself keeps it from being a sale.

{{ config(materialized='view') }}

with raw_sales as (

    select * from {{ source('export', 'raw_sales') }}

),

cleaned as (

    select
        *,
        {{ squeeze('item') }} as item_name,
        {{ squeeze('fullname') }} as full_name,
        {{ squeeze('firstname') }} as first_name,
        {{ squeeze('date') }} as bare_date,
        {{ bare_amount('coalesce(price, amount)') }} as bare_price,
        {{ bare_amount('countpoints') }} as bare_points
    from raw_sales

),

typed as (

    select
        *,
        {{ parse_moment('bare_date') }} as sale_moment,
        {{ parse_date('bare_date') }} as sale_date,
        {{ parse_amount('bare_price') }} as row_amount,
        cast(null as decimal(18, 3)) as row_quantity,
        {{ parse_amount('bare_points') }} as bonus_points,
        replace(lower(full_name), 'ё', 'е') as name_key
    from cleaned

),

-- A typing error such as 2052 must not become the day that everything is predicted from. In an
-- export too small to have a last hundredth, the latest row alone is measured against the others.
dated as (

    select
        sale_date,
        row_number() over (order by sale_date) as place,
        count(*) over () as dated_count
    from typed
    where sale_date is not null

),

date_bounds as (

    select
        cast('{{ var("earliest_sale_date") }}' as date) as earliest_date,
        {{ date_plus_days('max(sale_date)', var('clock_silence_weeks') * 7) }} as latest_date
    from dated
    where dated_count < 20 or place <= least(ceil(0.99 * dated_count), dated_count - 1)

),

final as (

    select
        typed.source_file,
        typed.source_row,
        typed.firstname as raw_first_name,
        typed.fullname as raw_full_name,
        typed.phone as raw_phone,
        typed.town as raw_town,
        typed.countpoints as raw_bonus_points,
        typed.item as raw_item,
        typed.date as raw_date,
        coalesce(typed.price, typed.amount) as raw_price,
        typed.format as raw_format,
        typed.status as raw_status,
        typed.operation as raw_operation,
        typed.receipt as raw_receipt,
        typed.extra_cells,
        typed.first_name,
        typed.full_name,
        typed.name_key,
        typed.item_name,
        typed.sale_moment,
        typed.sale_date,
        typed.row_quantity,
        typed.row_amount,
        typed.bonus_points,
        typed.is_synthetic,
        case
            when typed.read_problem is not null then typed.read_problem
            when typed.item_name is null then 'no_item'
            when {{ is_total('typed.item_name') }} then 'total_row'
            when typed.bare_date is null then 'no_date'
            when typed.sale_date is null then 'unreadable_date'
            when typed.sale_date < date_bounds.earliest_date then 'date_too_early'
            when typed.sale_date > date_bounds.latest_date then 'date_too_late'
            when nullif(typed.bare_price, '') is null then 'no_price'
            when typed.row_amount is null then 'unreadable_price'
            when typed.row_amount > {{ var('highest_price') }} then 'price_too_high'
        end as reason
    from typed
    cross join date_bounds

)

select * from final
