-- Each spelling of a number with what it is by each decimal mark, and what its word says.

with number_spellings as (

    select * from {{ ref('number_spellings') }}

),

number_words as (

    select * from {{ ref('number_words') }}

),

final as (

    select
        spellings.source_file,
        spellings.column_name,
        spellings.raw_number,
        spellings.cell_count,
        spellings.cell_form,
        number_words.currency,
        coalesce(number_words.meaning = 'percent', false) as is_percent,
        coalesce(spellings.digits = '', false) and (spellings.word is null or number_words.word is not null) as is_blank,
        spellings.word is null or coalesce(
            case
                when spellings.column_name = 'Quantity' then number_words.meaning = 'unit'
                when spellings.column_name = 'countPoints' then number_words.meaning in ('points', 'currency')
                when spellings.column_name = 'Discount' then number_words.meaning in ('percent', 'currency')
                else number_words.meaning = 'currency'
            end, false) as is_word_known,
        case when spellings.is_negative then -1 else 1 end
        * ({{ number_by('.', 'spellings.digits') }} + coalesce(cast(spellings.coins as decimal(38, 6)) / 100, 0)) as number_by_point,
        case when spellings.is_negative then -1 else 1 end
        * ({{ number_by(',', 'spellings.digits') }} + coalesce(cast(spellings.coins as decimal(38, 6)) / 100, 0)) as number_by_comma
    from number_spellings as spellings
    left join number_words on spellings.word = number_words.word

)

select * from final
