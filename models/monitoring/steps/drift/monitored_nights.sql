-- The nights that today's is compared with, a week apart, so that each window has the same weekdays; and
-- for each the year before that the fit in use would know, were it as old on that night as it is today.

{% set window_days = var('drift_window_days') -%}
{% set least_reference_days = 84 -%} {#- three windows: fewer are no past to speak of -#}

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

ages as (

    select
        sales_window.first_sale_date,
        sales_window.last_sale_date,
        7 * cast(ceil(greatest(
            {{ window_days }},
            {{ dbt.datediff('fitted_version.trained_until', 'sales_window.last_sale_date', 'day') }}
        ) / 7.0e0) as integer) as lag_days
    from sales_window
    cross join {{ ref('fitted_version') }} as fitted_version

),

nights as (

    select
        counter.number as weeks_back,
        ages.first_sale_date,
        {{ date_plus_days('ages.last_sale_date', '-7 * counter.number') }} as night,
        {{ date_plus_days('ages.last_sale_date', '-7 * counter.number - ages.lag_days') }} as reference_end
    from ages
    cross join {{ number_table(0, 52) }} as counter

),

final as (

    select
        weeks_back,
        night,
        {{ date_plus_days('night', 1 - window_days) }} as window_start,
        greatest(first_sale_date, {{ date_plus_days('reference_end', -363) }}) as reference_start,
        reference_end,
        -- The same weeks of last year, where the sales go back so far.
        case
            when first_sale_date <= {{ date_plus_days('night', 1 - window_days - 364) }}
                then {{ date_plus_days('night', -364) }}
        end as year_ago
    from nights
    where {{ date_plus_days('first_sale_date', least_reference_days - 1) }} <= reference_end

)

select * from final
