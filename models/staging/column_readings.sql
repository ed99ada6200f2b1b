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
        column_name,
        aspect,
        reading,
        decided_by,
        evidence_form,
        cast(evidence_count as bigint) as evidence_count,
        cast(contradicting_count as bigint) as contradicting_count,
        cast(cell_count as bigint) as cell_count,
        cast(unread_count as bigint) as unread_count,
        case
            when aspect = 'time zone' and decided_by = 'default'
                then
                    united.source_file || ': column Date: ' || cast(evidence_count as varchar) || ' times have a zone ('
                    || evidence_form
                    || '), and nothing says which the shop''s is: the day is taken as written. Set the var shop_timezone, such as Asia/Almaty.'
            when aspect like 'order of %' and 10 * unread_count > cell_count
                then
                    united.source_file || ': column Date: ' || cast(unread_count as varchar) || ' of ' || cast(cell_count as varchar)
                    || ' cells (such as ' || evidence_form || ') are no date in a known form, or no day of ' || coalesce(reading, 'any order')
                    || '. See staging.rejected_sales.'
            when aspect = 'decimal mark' and 10 * unread_count > cell_count
                then
                    united.source_file || ': column ' || column_name || ': ' || cast(unread_count as varchar) || ' of '
                    || cast(cell_count as varchar) || ' cells are no number in a known form. See staging.rejected_sales.'
        end as warning,
        question,
        coalesce(sales_files.is_synthetic, false) as is_synthetic
    from united
    left join sales_files on united.source_file = sales_files.source_file

)

select * from final
