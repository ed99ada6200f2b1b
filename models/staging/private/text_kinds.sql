-- What a text is of: a kind of what is no sale, `goods` or `sale` where the words say so, null where no word is known.

with texts as (

    select * from {{ ref('sale_texts') }}

),

patterns as (

    select * from {{ ref('not_sale_patterns') }}

),

-- What stands last is looked for in the head of a text alone.
found as (

    select
        texts.stands_in,
        texts.folded_text,
        patterns.kind,
        patterns.pattern,
        patterns.place,
        patterns.priority,
        case when patterns.place in ('last', 'edge', 'head') then texts.head_words else texts.words end as searched,
        {{ matched_text('patterns', 'searched') }} as matched_text
    from texts
    inner join patterns
        on texts.stands_in = patterns.stands_in
            and {{ pattern_is_in('patterns', 'texts.words') }}

),

-- The rest of a word whose beginning matched is no word of its own.
parted as (

    select
        *,
        substr(searched, 1, instr(searched, matched_text)) as words_before,
        regexp_replace(
            substr(searched, instr(searched, matched_text) + length(matched_text) - 1), '^[^ ]+', ''
        ) as words_after
    from found
    where matched_text <> '' and instr(searched, matched_text) > 0

),

standing as (

    select * from parted
    where
        case place
            when 'first' then {{ adds_nothing('words_before') }}
            when 'last' then {{ adds_nothing('words_after') }}
            when 'edge' then {{ adds_nothing('words_before') }} or {{ adds_nothing('words_after') }}
            when 'head' then {{ adds_nothing('words_before') }} and {{ adds_nothing('words_after') }}
            when 'whole' then {{ adds_nothing('words_before') }} and {{ adds_nothing('words_after') }}
            else true
        end

),

-- Of several the longest says most: a delivery service is a delivery.
told as (

    select * from standing
    qualify row_number() over (
        partition by stands_in, folded_text
        order by priority asc, length(pattern) desc, pattern asc, kind asc
    ) = 1

),

final as (

    select
        texts.stands_in,
        texts.folded_text,
        case
            when told.kind is not null then told.kind
            when texts.stands_in = 'item' and {{ bare_words('texts.folded_text') }} = '' then 'unnamed'
        end as kind
    from texts
    left join told
        on texts.stands_in = told.stands_in
            and texts.folded_text = told.folded_text

)

select * from final
