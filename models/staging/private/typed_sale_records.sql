-- Everything a row of the export says, typed, and what in the row itself keeps it from being a sale.

{{ config(materialized='view') }}

with numbered_sale_records as (

    select * from {{ ref('numbered_sale_records') }}

),

settled_readings as (

    select * from {{ ref('settled_readings') }}

),

sale_clock as (

    select * from {{ ref('sale_clock') }}

),

cleaned as (

    select
        records.*,
        {{ squeeze('item') }} as item_name,
        {{ squeeze('fullname') }} as full_name,
        {{ squeeze('firstname') }} as first_name,
        {{ squeeze('date') }} is null as is_undated,
        coalesce(abs(records.quantity_number) > {{ var('highest_quantity') }}, false) as is_quantity_too_high,
        settled_readings.amount_reading,
        settled_readings.discount_reading
    from numbered_sale_records as records
    left join settled_readings on records.source_file = settled_readings.source_file

),

-- The money of the whole row, then what was paid of it; a quantity that can't be multiplies nothing.
valued as (

    select
        *,
        {{ row_value() }} as row_value
    from cleaned

),

paid as (

    select
        *,
        try_cast({{ paid_of('row_value') }} as decimal(18, 2)) as row_amount
    from valued

),

final as (

    select
        paid.source_file,
        paid.source_row,
        paid.firstname as raw_first_name,
        paid.fullname as raw_full_name,
        paid.phone as raw_phone,
        paid.town as raw_town,
        paid.countpoints as raw_bonus_points,
        paid.item as raw_item,
        paid.date as raw_date,
        coalesce(paid.price, paid.amount) as raw_price,
        paid.format as raw_format,
        paid.status as raw_status,
        paid.operation as raw_operation,
        paid.receipt as raw_receipt,
        paid.extra_cells,
        paid.first_name,
        paid.full_name,
        replace(lower(paid.full_name), 'ё', 'е') as name_key,
        paid.item_name,
        paid.sale_moment,
        paid.sale_date,
        try_cast(paid.quantity_number as decimal(18, 3)) as row_quantity,
        paid.row_amount,
        try_cast(paid.bonus_points as decimal(18, 2)) as bonus_points,
        paid.is_synthetic,
        case
            when paid.read_problem is not null then paid.read_problem
            when paid.item_name is null then 'no_item'
            when {{ is_total('paid.item_name') }} then 'total_row'
            when paid.is_undated then 'no_date'
            when paid.sale_date is null then 'unreadable_date'
            when paid.sale_date < cast('{{ var("earliest_sale_date") }}' as date) then 'date_too_early'
            when paid.sale_date < sale_clock.first_day then 'date_too_early'
            when paid.sale_date > sale_clock.last_day then 'date_too_late'
            when paid.is_quantity_unreadable then 'unreadable_quantity'
            when paid.is_quantity_too_high then 'quantity_too_high'
            when paid.is_unpriced then 'no_price'
            when paid.row_amount is null then 'unreadable_price'
            when abs(paid.row_amount) > {{ var('highest_price') }} then 'price_too_high'
            {%- if var('currency') != 'auto' %}
            when
                paid.price_currency <> '{{ var("currency") }}' or paid.amount_currency <> '{{ var("currency") }}'
                or paid.stated_currency <> '{{ var("currency") }}' then 'other_currency'
            {%- endif %}
        end as reason
    from paid
    cross join sale_clock

)

select * from final
