-- Which file of the export a figure comes from, where that can be told: the one whose rows changed
-- most since the last publication, or that has most of what is counted.

with loads as (

    select * from {{ ref('load_reconciliation') }}

),

last_loads as (

    select last_loads.*
    from {{ ref('last_loads') }} as last_loads
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_loads.is_synthetic = sales_window.is_synthetic

),

file_count as (

    select
        count(*) as file_count,
        (select count(*) from last_loads) as last_file_count
    from loads

),

changes as (

    select
        coalesce(loads.source_file, last_loads.source_file) as source_file,
        coalesce(loads.rows_accepted, 0) as rows_accepted,
        coalesce(last_loads.rows_accepted, 0) as last_rows_accepted,
        abs(coalesce(loads.rows_accepted, 0) - coalesce(last_loads.rows_accepted, 0)) as accepted,
        coalesce(loads.rows_rejected - loads.rows_repeated, 0) as rejected,
        abs(coalesce(loads.rows_not_sales, 0) - coalesce(last_loads.rows_not_sales, 0)) as not_sales
    from loads
    full outer join last_loads on loads.source_file = last_loads.source_file

),

sales as (

    select
        source_file,
        max(sale_date) as last_sale_date,
        count(*) filter (where customer_id is null) as nobodys
    from {{ ref('stg_sales') }}
    group by source_file

),

suspects as (

    {%- for subject, relation in {
        'accepted': 'changes', 'rejected': 'changes', 'not_sales': 'changes', 'nobodys': 'sales',
    }.items() %}
    select
        '{{ subject }}' as subject,
        source_file
    from {{ relation }}
    where {{ subject }} > 0 {{ "and (select last_file_count from file_count) > 0" if subject == 'accepted' }}
    qualify row_number() over (order by {{ subject }} desc, source_file asc) = 1
    union all
    {%- endfor %}
    select
        'last_day' as subject,
        source_file
    from sales
    qualify row_number() over (order by last_sale_date desc, source_file asc) = 1

),

subjects as (

    {%- for check_name, (kind, words) in sense_checks().items() %}
    select
        '{{ check_name }}' as check_name,
        '{{ {
            'last_sale_day': 'last_day',
            'share_rejected': 'rejected',
            'share_not_sales': 'not_sales',
            'share_of_nobody': 'nobodys',
            'share_of_nobody_last_month': 'nobodys',
        }.get(check_name, 'accepted') }}' as subject
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        subjects.check_name,
        coalesce(suspects.source_file, case when file_count.file_count = 1 then only_file.source_file end) as source_file,
        changes.rows_accepted,
        case when file_count.last_file_count > 0 then changes.last_rows_accepted end as last_rows_accepted
    from subjects
    cross join file_count
    cross join (select max(source_file) as source_file from loads) as only_file
    left join suspects on subjects.subject = suspects.subject
    left join changes
        on changes.source_file
        = coalesce(suspects.source_file, case when file_count.file_count = 1 then only_file.source_file end)

)

select * from final
