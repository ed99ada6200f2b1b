-- Which full names stand beside which phone.

with sale_records as (

    select * from {{ ref('sale_records') }}
    where reason is null

),

phone_numbers as (

    select * from {{ ref('phone_numbers') }}

),

person_names as (

    select * from {{ ref('person_names') }}

),

final as (

    select distinct
        phone_numbers.phone,
        sale_records.name_key
    from sale_records
    inner join phone_numbers on sale_records.raw_phone = phone_numbers.raw_phone
    inner join person_names on sale_records.name_key = person_names.name_text
    where phone_numbers.phone is not null
        and person_names.names_person

)

select * from final
