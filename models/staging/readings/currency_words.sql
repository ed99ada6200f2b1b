-- The currency that a text of the column Currency names, by word, sign or code.

{{ config(materialized='view') }}

with raw_sale_records as (

    select * from {{ ref('raw_sale_records') }}

),

number_words as (

    select * from {{ ref('number_words') }}
    where meaning = 'currency'

),

spellings as (

    select
        source_file,
        currency as raw_currency,
        count(*) filter (where read_problem is null) as cell_count
    from raw_sale_records
    where {{ squeeze('currency') }} is not null
    group by source_file, currency

),

-- A code that the seed does not hold is a currency all the same; any other text is none that is known.
final as (

    select
        spellings.source_file,
        spellings.raw_currency,
        spellings.cell_count,
        coalesce(
            number_words.currency,
            case
                when {{ matches("upper(" ~ squeeze('spellings.raw_currency') ~ ")", '^[A-Z]{3}$') }}
                    then upper({{ squeeze('spellings.raw_currency') }})
                else 'unknown'
            end
        ) as currency
    from spellings
    left join number_words
        on {{ replace_all("lower(" ~ squeeze('spellings.raw_currency') ~ ")", "'[ .]+'", "''") }} = number_words.word

)

select * from final
