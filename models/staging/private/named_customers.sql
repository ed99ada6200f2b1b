-- The phones of each name, without those that stand for none.

with phone_names as (

    select * from {{ ref('phone_names') }}

),

shared_phones as (

    select * from {{ ref('shared_phones') }}

),

person_names as (

    select * from {{ ref('person_names') }}

),

phones as (

    select
        phone_names.name_key,
        min(phone_names.phone) as any_phone,
        count(*) as phone_count
    from phone_names
    left join shared_phones on phone_names.phone = shared_phones.phone
    where shared_phones.phone is null
    group by phone_names.name_key

),

final as (

    select
        person_names.name_text as name_key,
        coalesce(phones.phone_count, 0) as phone_count,
        case
            when phones.phone_count = 1 and person_names.is_full_name then phones.any_phone
        end as only_phone
    from person_names
    left join phones on person_names.name_text = phones.name_key
    where person_names.names_person

)

select * from final
