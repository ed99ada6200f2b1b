-- What rows say of themselves in words that no list knows: they are taken for sales. A word of few rows may be
-- anything, a name too, so its form alone is told.

with sale_records as (

    select * from {{ ref('sale_records') }}

),

text_kinds as (

    select * from {{ ref('text_kinds') }}
    where kind is null

),

said as (

    {% for column in ['operation', 'status'] %}
    select
        source_file,
        '{{ column }}' as column_name,
        {{ folded(squeeze('raw_' ~ column)) }} as folded_text
    from sale_records
    where raw_{{ column }} is not null and reason is null
    {{ "union all" if not loop.last }}
    {% endfor %}

),

counted as (

    select
        said.source_file,
        said.column_name,
        said.folded_text,
        count(*) as row_count
    from said
    inner join text_kinds
        on said.column_name = text_kinds.stands_in
            and said.folded_text = text_kinds.folded_text
    group by 1, 2, 3

),

formed as (

    select
        *,
        {{ replace_all(
            replace_all('folded_text', "'[a-z" ~ cyrillic_letters() ~ "]'", "'a'"), "'[0-9]'", "'9'"
        ) }} as word_form
    from counted

),

final as (

    select
        source_file,
        column_name,
        word_form,
        case when row_count >= {{ var('least_rows_to_name') }} then folded_text end as word,
        sum(row_count) as row_count
    from formed
    group by 1, 2, 3, 4

)

select * from final
