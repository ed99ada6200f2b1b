-- The rows that are sales, each with the customer it belongs to: a phone, else a full name.

with sale_records as (

    select * from {{ ref('sale_records') }}

),

phone_numbers as (

    select * from {{ ref('phone_numbers') }}

),

identified as (

    select
        sale_records.*,
        phone_numbers.phone,
        coalesce(
            'phone:' || phone_numbers.phone,
            'name:' || sale_records.name_key
        ) as customer_key
    from sale_records
    left join phone_numbers on sale_records.raw_phone = phone_numbers.raw_phone
    where sale_records.reason is null

),

final as (

    select
        source_file,
        source_row,
        first_name,
        full_name,
        phone,
        raw_town,
        raw_format,
        item_name,
        sale_date,
        sale_price,
        bonus_points,
        is_synthetic,
        {{ pseudonym('customer_key') }} as customer_id,
        {{ hashed_id("replace(lower(item_name), 'ё', 'е')") }} as item_id,
        {{ hashed_id("source_file || ':' || source_row") }} as sale_id
    from identified

)

select * from final
