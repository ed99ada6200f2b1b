-- How each column of each file is read, and what in it says so.

with date_evidence as (

    select * from {{ ref('date_evidence') }}

),

number_evidence as (

    select * from {{ ref('number_evidence') }}

),

currency_evidence as (

    select * from {{ ref('currency_evidence') }}

),

money_evidence as (

    select * from {{ ref('money_evidence') }}

),

zone_evidence as (

    select
        source_file,
        sum(cell_count) filter (where zone_minutes is not null) as zoned_count,
        sum(cell_count) as cell_count,
        min(cell_form) filter (where zone_minutes is not null) as evidence_form
    from {{ ref('date_parts') }}
    where cell_count > 0
    group by source_file

),

united as (

    select
        source_file,
        'Date' as column_name,
        'order of ' || form as aspect,
        reading,
        decided_by,
        evidence_form,
        evidence_count,
        contradicting_count,
        cell_count,
        unread_count,
        question
    from date_evidence
    union all
    select
        source_file,
        column_name,
        'decimal mark' as aspect,
        reading,
        decided_by,
        evidence_form,
        evidence_count,
        contradicting_count,
        cell_count,
        unread_count,
        question
    from number_evidence
    union all
    select
        source_file,
        column_name,
        'currency' as aspect,
        reading,
        decided_by,
        evidence_form,
        evidence_count,
        contradicting_count,
        cell_count,
        unread_count,
        question
    from currency_evidence
    union all
    select
        source_file,
        column_name,
        'what was paid' as aspect,
        reading,
        decided_by,
        cast(null as varchar) as evidence_form,
        evidence_count,
        contradicting_count,
        cell_count,
        0 as unread_count,
        question
    from money_evidence
    union all
    select
        source_file,
        'Date' as column_name,
        'time zone' as aspect,
        '{{ var("shop_timezone") or "as written" }}' as reading,
        '{{ "setting" if var("shop_timezone") else "default" }}' as decided_by,
        evidence_form,
        zoned_count as evidence_count,
        0 as contradicting_count,
        cell_count,
        0 as unread_count,
        cast(null as varchar) as question
    from zone_evidence
    where zoned_count > 0

),

sales_files as (

    select * from {{ ref('stg_sales_files') }}

),

final as (

    select
        united.source_file,
        united.column_name,
        united.aspect,
        united.reading,
        united.decided_by,
        united.evidence_form,
        cast(united.evidence_count as bigint) as evidence_count,
        cast(united.contradicting_count as bigint) as contradicting_count,
        cast(united.cell_count as bigint) as cell_count,
        cast(united.unread_count as bigint) as unread_count,
        case
            when united.aspect = 'time zone' and united.decided_by = 'default'
                then
                    united.source_file || ': column Date: ' || cast(united.evidence_count as varchar) || ' times have a zone ('
                    || united.evidence_form
                    || '), and nothing says which the shop''s is: the day is taken as written. Set the var shop_timezone, such as Asia/Almaty.'
            when united.aspect like 'order of %' and 10 * united.unread_count > united.cell_count
                then
                    united.source_file || ': column Date: ' || cast(united.unread_count as varchar) || ' of ' || cast(united.cell_count as varchar)
                    || ' cells (such as ' || united.evidence_form || ') are no date in a known form, or no day of ' || coalesce(united.reading, 'any order')
                    || '. See staging.rejected_sales.'
            when united.aspect = 'decimal mark' and 10 * united.unread_count > united.cell_count
                then
                    united.source_file || ': column ' || united.column_name || ': ' || cast(united.unread_count as varchar) || ' of '
                    || cast(united.cell_count as varchar) || ' cells are no number in a known form. See staging.rejected_sales.'
        end as warning,
        united.question,
        coalesce(sales_files.is_synthetic, false) as is_synthetic
    from united
    left join sales_files on united.source_file = sales_files.source_file

)

select * from final
