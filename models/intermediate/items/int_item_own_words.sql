with texts as (

    select
        item_id,
        script,
        {{ bare_words('item_text') }} as plain_words
    from {{ ref('int_item_texts') }}

),

stop_words as (

    select * from {{ ref('item_stop_words') }}

),

words as (

    select * from {{ numbered_words('texts', 'item_id', 'plain_words') }}

),

-- The head noun stands last in English, first in Russian. Codes have digits and fall out.
heads as (

    select
        words.item_id,
        min_by(
            words.word,
            case when texts.script = 'latin' then -words.word_number else words.word_number end
        ) as word
    from words
    inner join texts on words.item_id = texts.item_id
    left join stop_words on words.word = stop_words.word
    where stop_words.word is null
        and {{ matches('words.word', '^[a-z' ~ cyrillic_letters() ~ ']{3,}$') }}
    group by words.item_id

),

final as (

    select
        item_id,
        {{ english_singular('word') }} as own_word
    from heads

)

select * from final
