-- Numbers without what stands around them: «KZT (1 500.00)» becomes minus, `1500.00` and the word kzt.
-- Spellings, not rows: an export has far fewer of them.

{{ config(materialized='view') }}

with raw_sale_records as (

    select * from {{ ref('raw_sale_records') }}

),

spellings as (

    {% for column in number_columns() -%}
    select
        source_file,
        '{{ column }}' as column_name,
        {{ column }} as raw_number,
        count(*) filter (where read_problem is null) as cell_count
    from raw_sale_records
    where {{ column }} is not null
    group by source_file, {{ column }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- One sign for a minus, one for whatever groups thousands beside spaces; the Uzbek coin has it in its name.
bare as (

    select
        *,
        {{ replace_all(
            replace_all(
                replace_all("lower(" ~ unwrapped('raw_number') ~ ")", "'so[''’ʻ`]m'", "'uzs'"),
                "'[''’‘ʻ´`]'", "'_'"),
            "'[−–—]'", "'-'") }} as bare_text
    from spellings

),

-- `500 руб. 00 коп.`: what the smaller coin counts are decimals.
coined as (

    select
        *,
        regexp_extract(bare_text, '([0-9]{1,2}) ?(коп[а-я]*|тиын[а-я]*)[.]?$', 1) as coins,
        {{ replace_all('bare_text', "'[0-9]{1,2} ?(коп[а-я]*|тиын[а-я]*)[.]?$'", "''") }} as whole_text,
        {{ matches('bare_text', '^[-+]?[0-9.,]+e[-+]?[0-9]+$') }} as has_exponent
    from bare

),

worded as (

    select
        *,
        case
            when not has_exponent
                then nullif({{ replace_all('whole_text', "'[0-9 .,_()+=-]+'", "''") }}, '')
        end as word,
        case
            when has_exponent then whole_text
            else trim({{ replace_all('whole_text', "'[^0-9 .,_()+=-]+[.]?'", "' '") }})
        end as number_text
    from coined

),

-- `12500-00` and `12500=00` are decimals; `12500,-` and `12500=` say that there are none.
signed as (

    select
        *,
        {{ matches('number_text', '^[(].*[)]$|^ *-|[0-9] ?-$') }} as is_negative,
        regexp_extract(number_text, '[0-9][-=]([0-9]{2})$', 1) as dashed_coins,
        case
            when {{ matches('number_text', '[0-9][-=][0-9]{2}$') }} then substr(number_text, 1, length(number_text) - 3)
            else number_text
        end as undashed_text
    from worded

),

unsigned as (

    select
        *,
        {{ replace_all('undashed_text', "'[.,]?[-= ]+$|^[-+( ]+|[) ]+$|[.,]+$'", "''") }} as unsigned_text
    from signed

),

-- What groups does so by three, or it parts two numbers.
final as (

    select
        source_file,
        column_name,
        raw_number,
        cell_count,
        {{ form_of('raw_number') }} as cell_form,
        word,
        is_negative,
        coalesce(nullif(coins, ''), nullif(dashed_coins, '')) as coins,
        case
            when unsigned_text is null then ''
            when not {{ matches('unsigned_text', '[0-9][ _]+([0-9]{1,2}|[0-9]{4,})([^0-9]|$)|[0-9]{4,}[ _]+[0-9]') }}
                then {{ replace_all('unsigned_text', "'[ _]+'", "''") }}
        end as digits
    from unsigned

)

select * from final
