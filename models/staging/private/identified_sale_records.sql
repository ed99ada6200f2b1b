-- Whose each row is, a sale or none: a phone, else a full name. What belongs to somebody who is to be
-- forgotten is nobody's.

with sale_records as (

    select * from {{ ref('sale_records') }}

),

phone_numbers as (

    select * from {{ ref('phone_numbers') }}

),

forgotten as (

    select * from {{ ref('stg_forgotten_customers') }}

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

known as (

    select
        identified.*,
        {{ pseudonym('identified.customer_key') }} as known_id,
        forgotten.customer_id is null as is_kept
    from identified
    left join forgotten on {{ pseudonym('identified.customer_key') }} = forgotten.customer_id

),

final as (

    select
        source_file,
        source_row,
        case when is_kept then first_name end as first_name,
        case when is_kept then full_name end as full_name,
        case when is_kept then phone end as phone,
        raw_town,
        raw_format,
        raw_receipt,
        kind,
        item_name,
        sale_moment,
        sale_date,
        row_quantity,
        row_amount,
        case when is_kept then bonus_points end as bonus_points,
        is_synthetic,
        case when is_kept then known_id end as customer_id,
        {{ hashed_id("replace(lower(item_name), 'ё', 'е')") }} as item_id
    from known

)

select * from final
