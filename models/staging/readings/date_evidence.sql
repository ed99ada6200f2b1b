-- In which order day and month stand, decided once for a file's dates of one kind of mark, from all of
-- them. A day above 12 proves the order of all the others. Where no cell proves it and it makes a
-- difference, dots are day first by convention; for the other marks a setting has to say it.

with date_parts as (

    select * from {{ ref('date_parts') }}

),

counted as (

    select
        source_file,
        form,
        sum(cell_count) as cell_count,
        sum(cell_count) filter (where day_first_moment is not null and month_first_moment is null) as only_day_first,
        sum(cell_count) filter (where month_first_moment is not null and day_first_moment is null) as only_month_first,
        sum(cell_count) filter (where day_first_moment <> month_first_moment) as either,
        sum(cell_count) filter (where day_first_moment is null) as unread_day_first,
        sum(cell_count) filter (where month_first_moment is null) as unread_month_first,
        sum(cell_count) filter (where year_first_moment is null) as unread_year_first,
        sum(cell_count) filter (where fixed_moment is null) as unread_fixed,
        count(distinct first_part) as first_numbers,
        count(distinct third_part) as last_numbers,
        min(cell_form) filter (where day_first_moment is not null and month_first_moment is null) as day_first_form,
        min(cell_form) filter (where month_first_moment is not null and day_first_moment is null) as month_first_form,
        min(cell_form) as any_form
    from date_parts
    where cell_count > 0
    group by source_file, form

),

-- `24.12.31`: a year in front takes fewer values than the day behind it.
weighed as (

    select
        source_file,
        form,
        cell_count,
        coalesce(only_day_first, 0) as only_day_first,
        coalesce(only_month_first, 0) as only_month_first,
        coalesce(either, 0) as either,
        coalesce(unread_day_first, 0) as unread_day_first,
        coalesce(unread_month_first, 0) as unread_month_first,
        coalesce(unread_year_first, 0) as unread_year_first,
        coalesce(unread_fixed, 0) as unread_fixed,
        day_first_form,
        month_first_form,
        any_form,
        form in ('dots', 'slashes', 'dashes', 'spaces') as is_open,
        coalesce(unread_year_first, 0) = 0 and last_numbers > first_numbers as may_be_year_first,
        last_numbers >= 6 and last_numbers >= 3 * first_numbers as is_like_year_first
    from counted

),

-- One contradicting cell in a hundred is a typing error, and is not read; more are two orders.
decided as (

    select
        *,
        case
            when not is_open then form
            when may_be_year_first and is_like_year_first then 'year_first'
            when may_be_year_first and form <> 'dots' then null
            when only_day_first > 0 and 99 * only_month_first <= only_day_first then 'day_first'
            when only_month_first > 0 and 99 * only_day_first <= only_month_first then 'month_first'
            when only_day_first > 0 and only_month_first > 0 then null
            when either = 0 then 'day_first'
            when form = 'dots' and '{{ var("date_order") }}' = 'auto' then 'day_first'
        end as proven_reading
    from weighed

),

final as (

    select
        source_file,
        form,
        coalesce(proven_reading, nullif('{{ var("date_order") }}', 'auto')) as reading,
        case
            when proven_reading is null and '{{ var("date_order") }}' <> 'auto' then 'setting'
            when only_day_first + only_month_first > 0 or proven_reading = 'year_first' then 'cells'
            else 'default'
        end as decided_by,
        case
            when proven_reading = 'day_first' then coalesce(day_first_form, any_form)
            when proven_reading = 'month_first' then coalesce(month_first_form, any_form)
            else any_form
        end as evidence_form,
        case
            when not is_open or proven_reading = 'year_first' then cell_count
            when proven_reading = 'month_first' then only_month_first
            else only_day_first
        end as evidence_count,
        case
            when not is_open or proven_reading = 'year_first' then 0
            when proven_reading = 'month_first' then only_day_first
            else only_month_first
        end as contradicting_count,
        cell_count,
        case
            when not is_open then unread_fixed
            when coalesce(proven_reading, '{{ var("date_order") }}') = 'day_first' then unread_day_first
            when coalesce(proven_reading, '{{ var("date_order") }}') = 'month_first' then unread_month_first
            when proven_reading = 'year_first' then unread_year_first
            else cell_count
        end as unread_count,
        case
            when proven_reading is not null or '{{ var("date_order") }}' <> 'auto' then null
            when only_day_first > 0 and only_month_first > 0
                then
                    source_file || ': column Date: of the dates with ' || form || ', '
                    || cast(only_day_first as varchar) || ' can only be day first (' || day_first_form || ') and '
                    || cast(only_month_first as varchar) || ' only month first (' || month_first_form
                    || '). Correct the file, or set the var date_order to day_first or month_first: what then has no such day is rejected.'
            else
                source_file || ': column Date: none of the ' || cast(cell_count as varchar) || ' dates with ' || form
                || ' (such as ' || any_form
                || ') tells which number is the day. Set the var date_order to day_first or month_first.'
        end as question
    from decided

)

select * from final
