-- Whom a forgotten id stands for, by every key that the person has: a customer who was known by a name
-- and has a phone today, or the other way round, stays forgotten.

{{ config(materialized='view') }}

with forgotten as (

    select * from {{ ref('stg_forgotten_customers') }}

),

phone_numbers as (

    select distinct
        coalesce(phone, stand_in_phone) as phone,
        'phone:' || coalesce(phone, stand_in_phone) as customer_key
    from {{ ref('phone_numbers') }}

),

named_customers as (

    select
        name_key,
        only_phone,
        'name:' || name_key as customer_key
    from {{ ref('named_customers') }}

),

phone_names as (

    select * from {{ ref('phone_names') }}

),

shared_phones as (

    select * from {{ ref('shared_phones') }}

),

listed_names as (

    select named_customers.*
    from named_customers
    inner join forgotten
        on {{ pseudonym('named_customers.customer_key') }} = forgotten.customer_id

),

phones as (

    select phone_numbers.phone
    from phone_numbers
    inner join forgotten
        on {{ pseudonym('phone_numbers.customer_key') }} = forgotten.customer_id
    union
    select only_phone as phone
    from listed_names
    where only_phone is not null

),

-- The name of a forgotten phone goes too where it has other phones: today's name without a phone may
-- be the forgotten one's. Names of one word are too many people's.
names as (

    select name_key
    from listed_names
    union
    select phone_names.name_key
    from phones
    inner join phone_names on phones.phone = phone_names.phone
    inner join {{ ref('person_names') }} as person_names
        on phone_names.name_key = person_names.name_text
    left join shared_phones on phones.phone = shared_phones.phone
    where person_names.is_full_name and shared_phones.phone is null

),

final as (

    select 'phone:' || phone as customer_key
    from phones
    union all
    select 'name:' || name_key as customer_key
    from names

)

select * from final
