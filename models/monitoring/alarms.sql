-- What is not as it should be, night by night: tonight's alarms behind those that readers have been told.

with earlier_alarms as (

    select last_alarms.*
    from {{ ref('last_alarms') }} as last_alarms
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_alarms.is_synthetic = sales_window.is_synthetic
            and last_alarms.night < sales_window.last_sale_date

),

night_before as (

    select max(last_nights.night) as night
    from {{ ref('last_nights') }} as last_nights
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_nights.is_synthetic = sales_window.is_synthetic
            and last_nights.night < sales_window.last_sale_date

),

found as (

    {%- for step in ['input', 'prediction', 'history'] %}
    select * from {{ ref(step ~ '_alarms') }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

-- An alarm of the night before that is told again goes on: it is no new one.
last_night as (

    select earlier_alarms.*
    from earlier_alarms
    inner join night_before on earlier_alarms.night = night_before.night

),

tonight as (

    select
        sales_window.last_sale_date as night,
        found.rule,
        found.subject,
        coalesce(last_night.since, sales_window.last_sale_date) as since,
        found.sentence,
        found.remedy,
        found.sentence_ru,
        found.remedy_ru,
        sales_window.is_synthetic
    from found
    cross join {{ ref('int_sales_window') }} as sales_window
    left join last_night
        on found.rule = last_night.rule
            and found.subject = last_night.subject

),

every_alarm as (

    select * from earlier_alarms
    union all
    select * from tonight

),

final as (

    select *
    from every_alarm
    qualify dense_rank() over (order by night desc) <= {{ var('kept_alarm_nights') }}

)

select * from final
order by night desc, rule asc, subject asc
