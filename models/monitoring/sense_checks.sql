-- Does what this build says make sense? Tests of form pass on nonsense too.

with comparisons as (

    select * from {{ ref('sense_comparisons') }}

),

source_files as (

    select * from {{ ref('sense_files') }}

),

words as (

    {%- for check_name, (kind, words) in sense_checks().items() %}
    select
        '{{ check_name }}' as check_name,
        '{{ dbt.escape_single_quotes(words) }}' as words,
        {{ 'true' if check_name in var('let_through') else 'false' }} as is_let_through
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

worded as (

    select
        comparisons.*,
        words.is_let_through,
        source_files.source_file,
        comparisons.found_value between comparisons.lower_bound and comparisons.upper_bound as is_within,
        words.words || ': ' || {{ sense_value('found_value', 'kind') }}
        || case comparisons.compared_with
            when 'last_publication' then ', after ' || {{ sense_value('compared_value', 'kind') }} || ' in the last publication'
            when 'history' then ', where the sales before suggest ' || {{ sense_value('compared_value', 'kind') }}
            else ''
        end
        || '. From ' || {{ sense_value('lower_bound', 'kind') }} || ' to ' || {{ sense_value('upper_bound', 'kind') }}
        || ' would have passed.'
        || case
            when source_files.rows_accepted <> source_files.last_rows_accepted
                then ' Sales in ' || source_files.source_file || ': ' || source_files.rows_accepted || ', after '
                    || source_files.last_rows_accepted || '.'
            when source_files.source_file is not null then ' File: ' || source_files.source_file || '.'
            else ''
        end as sentence
    from comparisons
    inner join words on comparisons.check_name = words.check_name
    left join source_files on comparisons.check_name = source_files.check_name

),

final as (

    select
        worded.check_name,
        worded.compared_with,
        worded.found_value,
        worded.compared_value,
        worded.lower_bound,
        worded.upper_bound,
        worded.is_within,
        worded.is_let_through,
        worded.source_file,
        worded.sentence,
        case
            when not worded.is_within and not worded.is_let_through
                then 'Mend the export and build again; if it is as it should be, set the var let_through: ['
                    || worded.check_name || '].'
        end as remedy,
        sales_window.is_synthetic
    from worded
    cross join {{ ref('int_sales_window') }} as sales_window

)

select * from final
order by check_name, compared_with
