-- Families share a phone, strangers do not. Names that have a word's start in common are spellings of
-- one name («Ким Анна», «Анна К.») or one family's (Иванов, Иванова): the commonest start of a phone
-- stands for one of its names, the names without it are others.

with phone_names as (

    select * from {{ ref('phone_names') }}

),

names as (

    select
        name_key,
        {{ name_words('name_key') }} as words
    from (select distinct name_key from phone_names) as distinct_names

),

words as (

    select * from {{ numbered_words('names', 'name_key', 'words') }}

),

nobody_words as (

    select * from {{ ref('nobody_words') }}

),

starts as (

    select distinct
        words.name_key,
        left(words.word, 3) as word_start
    from words
    left join nobody_words on words.word = nobody_words.word
    where nobody_words.word is null and length(words.word) > 1

),

start_counts as (

    select
        phone_names.phone,
        starts.word_start,
        count(*) as name_count,
        count(*) over (partition by starts.word_start) as phone_count
    from phone_names
    inner join starts on phone_names.name_key = starts.name_key
    group by phone_names.phone, starts.word_start

),

-- What stands in every tenth customer's name («Client Anna») makes no family. Nobody has so many
-- relatives as a shop of twenty families.
kinship as (

    select start_counts.*
    from start_counts
    cross join (select count(distinct phone) as phone_count from phone_names) as every_phone
    where start_counts.phone_count <= greatest(20, 0.1 * every_phone.phone_count)

),

commonest as (

    select
        phone,
        max(name_count) as alike_count
    from kinship
    group by phone

),

name_counts as (

    select
        phone,
        count(*) as name_count
    from phone_names
    group by phone

),

final as (

    select
        name_counts.phone,
        name_counts.name_count,
        name_counts.name_count - coalesce(commonest.alike_count, 1) + 1 as stranger_count
    from name_counts
    left join commonest on name_counts.phone = commonest.phone
    where name_counts.name_count > {{ var('stand_in_phone_names') }}
        and name_counts.name_count - coalesce(commonest.alike_count, 1) + 1
        > {{ var('stand_in_phone_names') }}

)

select * from final
