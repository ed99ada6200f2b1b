-- Does a name name a person? Judged word by word on the whole name: «Розничный покупатель 2» does not,
-- «Гость Мария» does, and a word that the seed does not know is always a name.

with sale_records as (

    select * from {{ ref('sale_records') }}
    where reason is null

),

nobody_words as (

    select * from {{ ref('nobody_words') }}

),

texts as (

    select name_key as name_text
    from sale_records
    union
    select {{ folded('first_name') }} as name_text
    from sale_records

),

parts as (

    select
        name_text,
        {{ name_words('name_text') }} as words,
        {{ replace_all('name_text', "'[^0-9]+'", "''") }} as digits
    from texts
    where name_text is not null

),

words as (

    select * from {{ numbered_words('parts', 'name_text', 'words') }}

),

counted as (

    select
        words.name_text,
        count(*) filter (where nobody_words.role = 'nobody') as nobody_count,
        count(*) filter (where nobody_words.role = 'customer') as customer_count,
        count(*) filter (where nobody_words.role is null and words.word <> '') as own_count,
        count(*) filter (where nobody_words.role is null and length(words.word) > 1) as own_long_count
    from words
    left join nobody_words on words.word = nobody_words.word
    group by words.name_text

),

-- «н/д», «N/A»: letters that only together are a word. «ааа», «xx»: one letter, however often.
spelled as (

    select
        parts.*,
        counted.nobody_count > 0 or whole_words.word is not null as says_nobody,
        counted.customer_count > 0 as says_customer,
        counted.own_long_count,
        counted.own_count = 0 or whole_words.word is not null as has_no_own_word,
        parts.words <> ''
        and replace(replace(parts.words, ' ', ''), left(parts.words, 1), '') = '' as is_one_letter
    from parts
    inner join counted on parts.name_text = counted.name_text
    left join nobody_words as whole_words
        on replace(parts.words, ' ', '') = whole_words.word and whole_words.role = 'nobody'

),

-- A number tells customers apart where it is as long as a card's, or where the column is full of such
-- numbers («Customer 4» in an export without names): a till has few.
numbered as (

    select
        *,
        digits <> ''
        and (
            (
                length(digits) >= {{ var('shortest_card_number') }}
                and replace(digits, left(digits, 1), '') <> ''
                and not contains('01234567890123456789 98765432109876543210', digits)
            )
            -- No `filter`: with one, DuckDB's windows take the square of the rows.
            or count(case when digits <> '' then 1 end) over (partition by words)
            >= {{ var('least_numbered_names') }}
        ) as is_numbered
    from spelled

),

final as (

    select
        name_text,
        words,
        case
            when is_one_letter then is_numbered
            when not has_no_own_word then true
            when says_nobody then false
            when says_customer or words = '' then is_numbered
            else true
        end as names_person,
        own_long_count > 1 as is_full_name
    from numbered

)

select * from final
