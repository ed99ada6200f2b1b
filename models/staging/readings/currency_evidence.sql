-- Which currency a file is in: the one that its cells or its column Currency name. Money of two
-- currencies can't be added up, so several stop the build unless the setting says which is the books'.

with number_readings as (

    select * from {{ ref('number_readings') }}
    where number_value is not null and not is_percent and column_name in ('{{ money_columns() | join("', '") }}')

),

currency_words as (

    select * from {{ ref('currency_words') }}

),

cells as (

    select
        source_file,
        column_name,
        currency,
        cell_form,
        cell_count
    from number_readings
    where cell_count > 0
    union all
    select
        source_file,
        'Currency' as column_name,
        currency,
        {{ form_of('raw_currency') }} as cell_form,
        cell_count
    from currency_words
    where cell_count > 0

),

-- The currencies of all files: their money is added up too.
export_currencies as (

    select
        count(distinct currency) as currency_count,
        min(currency) as first_currency,
        max(currency) as last_currency
    from cells

),

by_currency as (

    select
        source_file,
        column_name,
        currency,
        sum(cell_count) as cell_count,
        min(cell_form) as cell_form
    from cells
    group by source_file, column_name, currency

),

counted as (

    select
        source_file,
        column_name,
        min(currency) as currency,
        {{ joined_texts('currency', order_by='currency') }} as currencies,
        count(currency) as currency_count,
        min(cell_form) filter (where currency is not null) as evidence_form,
        sum(cell_count) as cell_count,
        coalesce(sum(cell_count) filter (where currency is not null), 0) as named_count,
        coalesce(sum(cell_count) filter (
            where '{{ var("currency") }}' <> 'auto' and currency <> '{{ var("currency") }}'
        ), 0) as other_count
    from by_currency
    group by source_file, column_name

),

-- A few signs of a foreign currency among bare numbers are not what the bare ones are in.
judged as (

    select
        counted.*,
        export_currencies.currency_count as export_currency_count,
        case
            when '{{ var("currency") }}' <> 'auto' then null
            when counted.currencies like '%unknown%'
                then 'has a word that names no known currency (' || counted.evidence_form || '): write its code, such as KZT'
            when counted.currency_count > 1 then 'names several currencies: ' || counted.currencies
            when counted.currency_count = 1 and export_currencies.currency_count > 1
                then
                    'names ' || counted.currencies || ', other columns or files another currency (from '
                    || export_currencies.first_currency || ' to ' || export_currencies.last_currency || ')'
            when
                counted.currency_count = 1 and counted.currency <> '{{ home_currency() }}'
                and 2 * counted.named_count < counted.cell_count
                then
                    'names ' || counted.currencies || ' in ' || cast(counted.named_count as varchar) || ' of '
                    || cast(counted.cell_count as varchar) || ' cells and none in the others'
        end as trouble
    from counted
    cross join export_currencies

),

final as (

    select
        source_file,
        column_name,
        case
            when '{{ var("currency") }}' <> 'auto' then '{{ var("currency") }}'
            when trouble is null then coalesce(currency, 'unstated')
        end as reading,
        case
            when '{{ var("currency") }}' <> 'auto' then 'setting'
            when named_count > 0 then 'cells'
            else 'default'
        end as decided_by,
        evidence_form,
        named_count - other_count as evidence_count,
        other_count as contradicting_count,
        cell_count,
        case when '{{ var("currency") }}' <> 'auto' then other_count else 0 end as unread_count,
        source_file || ': column ' || column_name || ' ' || trouble
        || '. Money of several currencies can''t be added up: convert the file, or set the var currency to the one that the books are kept in, and rows in others are rejected as other_currency.' as question
    from judged

)

select * from final
