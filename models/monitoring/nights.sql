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
        case
            when count(alarms.rule) = 0 then 'All is well.'
            else min_by(alarms.sentence || ' ' || alarms.remedy, concat(alarms.rule, alarms.subject))
                || case when count(alarms.rule) > 1 then ' And ' || (count(alarms.rule) - 1) || ' more: see monitoring.alarms.' else '' end
        end as sentence,
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
