-- What was left out of each file and why, for people: the form of an example stands for the cell, whose
-- text may be a name or a phone.

with rejected as (

    select * from {{ ref('rejected_sales') }}

),

reasons as (

    select * from {{ ref('rejection_reasons') }}

),

loads as (

    select * from {{ ref('load_reconciliation') }}

),

-- The column that the reason is about; its first row is the example.
cells as (

    select
        rejected.source_file,
        rejected.source_row,
        rejected.reason,
        case reasons.column_name
            when 'Item' then rejected.item
            when 'Date' then rejected.date
            when 'Price' then rejected.price
            when 'extra_cells' then rejected.extra_cells
        end as cell
    from rejected
    left join reasons on rejected.reason = reasons.reason

),

counted as (

    select
        source_file,
        reason,
        count(*) as row_count,
        min(source_row) as example_row,
        {{ form_of('min_by(cell, source_row)') }} as example_form
    from cells
    group by source_file, reason

),

final as (

    select
        counted.source_file,
        counted.reason,
        counted.row_count,
        counted.row_count / nullif(cast(loads.rows_read as double), 0) as row_share,
        reasons.column_name,
        counted.example_row,
        counted.example_form,
        coalesce(reasons.meaning, replace(counted.reason, '_', ' ')) as meaning,
        coalesce(reasons.remedy, 'See the rows in staging.rejected_sales of the warehouse') as remedy,
        loads.is_synthetic
    from counted
    inner join loads on counted.source_file = loads.source_file
    left join reasons on counted.reason = reasons.reason

)

select * from final
order by source_file asc, row_count desc, reason asc
