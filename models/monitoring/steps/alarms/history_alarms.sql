-- What can't be by chance: sales of a past month and customers that have gone, and a fit that is too old.

with months as (

    select
        count(*) as month_count,
        min(month_start) as first_month,
        max(month_start) as last_month,
        sum(last_sale_count) as earlier_count,
        sum(sale_count) as found
    from {{ ref('sales_by_month') }}
    where is_lost

),

customers as (

    select * from {{ ref('lost_customers') }}

),

fits as (

    select
        fitted_version.version,
        fitted_version.trained_until,
        {{ dbt.datediff('fitted_version.trained_until', 'sales_window.last_sale_date', 'day') }} as age_days
    from {{ ref('fitted_version') }} as fitted_version
    cross join {{ ref('int_sales_window') }} as sales_window

),

final as (

    select
        {{ alarm_row(
            'lost_month', 'substr(cast(first_month as varchar), 1, 7)',
            ("'Past sales have gone: ' || found || ' of ' || earlier_count || ' in '
            || case when month_count = 1 then '' else month_count || ' months from ' end || substr(cast(first_month as varchar), 1, 7)
            || case when month_count = 1 then '' else ' to ' || substr(cast(last_month as varchar), 1, 7) end || '.'",
            "'Export the whole history again: staging.load_reconciliation says which file has fewer rows.'"),
            ("'Пропали прошлые продажи: осталось ' || found || ' из ' || earlier_count || ' за '
            || case when month_count = 1 then '' else 'месяцы (' || month_count || ') с ' end || substr(cast(first_month as varchar), 1, 7)
            || case when month_count = 1 then '' else ' по ' || substr(cast(last_month as varchar), 1, 7) end || '.'",
            "'Выгрузите всю историю ещё раз: в каком файле меньше строк, видно в staging.load_reconciliation.'")
        ) }}
    from months
    where month_count > 0
    union all
    select
        {{ alarm_row(
            'lost_customers', "'customers'",
            ("lost_count || ' of the ' || customer_count || ' customers of ' || last_night || ' are none any more: they have other ids or none.'",
            "'Look whether phones and names are written as before (make check) and KARAT_SALT is the same: a customer with a new id starts without a past.'"),
            ("'Не стало ' || lost_count || ' из ' || customer_count || ' покупателей, что были ' || last_night
            || ': у них другие номера или никаких.'",
            "'Проверьте, записаны ли телефоны и имена, как раньше (make check), и тот же ли KARAT_SALT: у покупателя с новым номером нет прошлого.'")
        ) }}
    from customers
    where lost_count > {{ var('lost_customer_share') }} * customer_count
    union all
    select
        {{ alarm_row(
            'old_fit', 'version',
            ("'The fit in use knows nothing after ' || trained_until || ': ' || age_days || ' days.'",
            "'Train anew by make build.'"),
            ("'Модель обучена на продажах по ' || trained_until || ': ей уже ' || " ~ counted('age_days', 'day', 'ru') ~ " || '.'",
            "'Обучите её заново: make build.'")
        ) }}
    from fits
    where age_days > {{ var('oldest_fit_days') }}

)

select * from final
