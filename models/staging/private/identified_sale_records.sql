-- Whose each row is, a sale or none: a phone's, else a full name's. What belongs to somebody who is to
-- be forgotten is nobody's.

with sale_records as (

    select * from {{ ref('sale_records') }}
    where reason is null

),

phone_numbers as (

    select
        phone_numbers.raw_phone,
        coalesce(phone_numbers.phone, phone_numbers.stand_in_phone) as stated_phone,
        case when shared_phones.phone is null then phone_numbers.phone end as phone,
        case
            when phone_numbers.stand_in_phone is not null then 'by_form'
            when shared_phones.phone is not null then 'by_names'
        end as stand_in
    from {{ ref('phone_numbers') }} as phone_numbers
    left join {{ ref('shared_phones') }} as shared_phones on phone_numbers.phone = shared_phones.phone

),

named_customers as (

    select * from {{ ref('named_customers') }}

),

person_names as (

    select * from {{ ref('person_names') }}
    where names_person

),

keyed as (

    select
        sale_records.*,
        phone_numbers.stated_phone,
        phone_numbers.stand_in,
        phone_numbers.phone as own_phone,
        coalesce(phone_numbers.phone, named_customers.only_phone) as phone,
        named_customers.name_key is not null as has_name,
        person_names.name_text is not null as has_first_name,
        coalesce(
            'phone:' || coalesce(phone_numbers.phone, named_customers.only_phone),
            'name:' || named_customers.name_key
        ) as customer_key,
        named_customers.phone_count
    from sale_records
    left join phone_numbers on sale_records.raw_phone = phone_numbers.raw_phone
    left join named_customers on sale_records.name_key = named_customers.name_key
    left join person_names on {{ folded('sale_records.first_name') }} = person_names.name_text

),

forgotten_keys as (

    select * from {{ ref('forgotten_keys') }}

),

kept as (

    select
        keyed.*,
        forgotten_keys.customer_key is null and forgotten_phones.customer_key is null as is_kept
    from keyed
    left join forgotten_keys on keyed.customer_key = forgotten_keys.customer_key
    -- A phone that has become a stand-in was somebody's when it was forgotten.
    left join forgotten_keys as forgotten_phones
        on 'phone:' || keyed.stated_phone = forgotten_phones.customer_key

),

final as (

    select
        source_file,
        source_row,
        case when is_kept and has_first_name then first_name end as first_name,
        case when is_kept and has_name then full_name end as full_name,
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
        case when is_kept then {{ pseudonym('customer_key') }} end as customer_id,
        {{ hashed_id("replace(lower(item_name), 'ё', 'е')") }} as item_id,
        stand_in,
        case when is_kept and stand_in is not null then stated_phone end as stand_in_phone,
        case
            when not is_kept then 'forgotten'
            when own_phone is not null then 'phone'
            when phone is not null then 'name_with_phone'
            when phone_count > 1 then 'ambiguous_name'
            when has_name then 'name'
            else 'nobody'
        end as identified_by
    from kept

)

select * from final
