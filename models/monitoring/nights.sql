-- One sentence a night: all is well, or what is not and what to do.

with earlier_nights as (

    select last_nights.*
    from {{ ref('last_nights') }} as last_nights
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_nights.is_synthetic = sales_window.is_synthetic
            and last_nights.night < sales_window.last_sale_date

),

alarms as (

    select * from {{ ref('alarms') }}

),

tonight as (

    select
        sales_window.last_sale_date as night,
        count(alarms.rule) as alarm_count,
        {%- for suffix, (well, more, see) in {
            '': ('All is well.', ' And ', ' more: see monitoring.alarms.'),
            '_ru': ('Всё в порядке.', ' И ещё ', ': см. monitoring.alarms.'),
        }.items() %}
        case
            when count(alarms.rule) = 0 then '{{ well }}'
            else min_by(alarms.sentence{{ suffix }} || ' ' || alarms.remedy{{ suffix }}, concat(alarms.rule, alarms.subject))
                || case when count(alarms.rule) > 1 then '{{ more }}' || (count(alarms.rule) - 1) || '{{ see }}' else '' end
        end as sentence{{ suffix }},
        {%- endfor %}
        sales_window.is_synthetic
    from {{ ref('int_sales_window') }} as sales_window
    left join alarms on sales_window.last_sale_date = alarms.night
    group by sales_window.last_sale_date, sales_window.is_synthetic

),

every_night as (

    select * from earlier_nights
    union all
    select * from tonight

),

final as (

    select *
    from every_night
    qualify row_number() over (order by night desc) <= {{ var('kept_alarm_nights') }}

)

select * from final
order by night desc
