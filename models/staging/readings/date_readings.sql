-- When each spelling of a date is: by the order that its file's dates of this kind have. A time with a
-- zone is told by the clock of the shop where the var `shop_timezone` says which that is.

with date_parts as (

    select * from {{ ref('date_parts') }}

),

date_evidence as (

    select * from {{ ref('date_evidence') }}

),

ordered as (

    select
        date_parts.*,
        case
            when date_evidence.reading = 'day_first' then date_parts.day_first_moment
            when date_evidence.reading = 'month_first' then date_parts.month_first_moment
            when date_evidence.reading = 'year_first' then date_parts.year_first_moment
            else date_parts.fixed_moment
        end as written_moment
    from date_parts
    left join date_evidence
        on date_parts.source_file = date_evidence.source_file and date_parts.form = date_evidence.form

),

final as (

    select
        source_file,
        raw_date,
        cell_count,
        {% if var('shop_timezone') -%}
        case
            when zone_minutes is null then written_moment
            else {{ in_shop_time(date_plus_seconds('written_moment', '-60 * zone_minutes')) }}
        end as sale_moment
        {%- else -%}
        written_moment as sale_moment
        {%- endif %}
    from ordered

)

select * from final
