-- Which mark stands before the decimals, decided once for a column of a file: by its own cells, by the
-- file's other columns, by the setting. Cells that mean one number whatever the mark never stop a build.

with number_parts as (

    select *
    from {{ ref('number_parts') }}
    where cell_count > 0 and not is_blank

),

counted as (

    select
        source_file,
        column_name,
        sum(cell_count) as cell_count,
        sum(cell_count) filter (where number_by_point is not null and number_by_comma is null) as only_point,
        sum(cell_count) filter (where number_by_comma is not null and number_by_point is null) as only_comma,
        sum(cell_count) filter (where number_by_point <> number_by_comma) as either,
        sum(cell_count) filter (
            where not is_word_known or (number_by_point is null and number_by_comma is null)
        ) as unread,
        min(cell_form) filter (where number_by_point is not null and number_by_comma is null) as point_form,
        min(cell_form) filter (where number_by_comma is not null and number_by_point is null) as comma_form,
        min(cell_form) filter (where number_by_point <> number_by_comma) as either_form,
        min(cell_form) as any_form
    from number_parts
    group by source_file, column_name

),

filled as (

    select
        source_file,
        column_name,
        cell_count,
        coalesce(only_point, 0) as only_point,
        coalesce(only_comma, 0) as only_comma,
        coalesce(either, 0) as either,
        coalesce(unread, 0) as unread,
        point_form,
        comma_form,
        either_form,
        any_form
    from counted

),

in_file as (

    select
        *,
        sum(only_point) over (partition by source_file) as file_point,
        sum(only_comma) over (partition by source_file) as file_comma
    from filled

),

-- One contradicting cell in a hundred is a typing error. A quantity's three places are decimals, as
-- in `1,000`, which warehouse programs write for one piece; points come in thousands.
decided as (

    select
        *,
        case
            when only_point > 0 and 99 * only_comma <= only_point then 'decimal_point'
            when only_comma > 0 and 99 * only_point <= only_comma then 'decimal_comma'
            when only_point + only_comma > 0 then null
            when file_point > 0 and file_comma = 0 then 'decimal_point'
            when file_comma > 0 and file_point = 0 then 'decimal_comma'
        end as proven_reading
    from in_file

),

chosen as (

    select
        *,
        case
            when proven_reading is not null then proven_reading
            when '{{ var("decimal_mark") }}' <> 'auto' then 'decimal_{{ var("decimal_mark") }}'
            when either = 0 and only_point > 0 then 'each_cell'
            when either = 0 then 'decimal_point'
            when column_name in ('Quantity', 'countPoints') and only_point = 0 and only_comma = 0
                then case when {{ matches('either_form', '[.]') }} = (column_name = 'Quantity') then 'decimal_point' else 'decimal_comma' end
        end as reading
    from decided

),

final as (

    select
        source_file,
        column_name,
        reading,
        case
            when proven_reading is not null or reading = 'each_cell' then 'cells'
            when '{{ var("decimal_mark") }}' <> 'auto' then 'setting'
            else 'default'
        end as decided_by,
        case
            when reading = 'decimal_comma' then coalesce(comma_form, any_form)
            else coalesce(point_form, any_form)
        end as evidence_form,
        case when reading = 'decimal_comma' then only_comma when reading = 'each_cell' then only_comma + only_point else only_point end as evidence_count,
        case when reading = 'decimal_comma' then only_point when reading = 'each_cell' then 0 else only_comma end as contradicting_count,
        cell_count,
        unread as unread_count,
        case
            when reading is not null or column_name = 'countPoints' then null
            when only_point > 0
                then
                    source_file || ': column ' || column_name || ': the mark before the decimals is a point in '
                    || cast(only_point as varchar) || ' cells (' || point_form || '), a comma in '
                    || cast(only_comma as varchar) || ' (' || comma_form || '), and ' || cast(either as varchar)
                    || ' (' || either_form || ') could be either. Write them one way, or set the var decimal_mark to point or comma.'
            else
                source_file || ': column ' || column_name || ': ' || cast(either as varchar) || ' of '
                || cast(cell_count as varchar) || ' cells are like ' || either_form
                || ', and no other tells whether the mark groups thousands or stands before decimals. Set the var decimal_mark to point or comma.'
        end as question
    from chosen

)

select * from final
