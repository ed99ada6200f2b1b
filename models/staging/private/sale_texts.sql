-- Every text by which a row may say that it is no sale, once: what it names, and what the row says of itself.

with sale_records as (

    select * from {{ ref('typed_sale_records') }}

),

stock_records as (

    select * from {{ ref('stock_records') }}

),

said as (

    select
        'item' as stands_in,
        {{ folded('item_name') }} as folded_text
    from sale_records
    union
    select
        'item' as stands_in,
        {{ folded('item_name') }} as folded_text
    from stock_records
    {%- for column in row_text_columns() %}
    union
    select
        '{{ column }}' as stands_in,
        {{ folded(squeeze('raw_' ~ column)) }} as folded_text
    from sale_records
    {%- endfor %}

),

final as (

    select
        stands_in,
        folded_text,
        {{ text_words('folded_text') }} as words,
        {{ text_words(head_of_text('folded_text')) }} as head_words
    from said
    where folded_text is not null

)

select * from final
