-- What the fits in use are and what they were made from. The version is read off the parameters, the
-- sales and the settings, so the same training has the same version wherever it runs.

with parameters as (

    select {{ fingerprint("concat_ws('|', fit_name, position, parameters)") }} as parameters_fingerprint
    from {{ ref('fitted_parameters') }}

),

sales as (

    select
        {{ fingerprint(row_key(['customer_id', 'item_id', 'sale_date', 'taken_back_on', 'price'])) }} as sales_fingerprint,
        count(distinct customer_id) as customer_count
    from {{ ref('int_sales') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

champions as (

    select * from {{ ref('model_leaderboard') }}
    where is_champion

),

leads as (

    select
        {%- for task in ['next_purchase', 'next_items'] %}
        max(case when task = '{{ task }}' and split_name = 'validation' then lead_value end) as {{ task }}_lead,
        max(case when task = '{{ task }}' and split_name = 'validation' then ci_lower end) as {{ task }}_lead_lower,
        max(case when task = '{{ task }}' then ci_upper end) as {{ task }}_lead_upper{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('champion_leads') }}

),

judged as (

    select
        {%- for task in ['next_purchase', 'next_items'] %}
        max(case when task = '{{ task }}' then model_name end) as {{ task }}_model,
        {%- for split in ['validation', 'test'] %}
        max(case when task = '{{ task }}' and split_name = '{{ split }}' then metric_value end)
            as {{ task }}_{{ split }}_value{{ "," if not loop.last }}
        {%- endfor %}{{ "," if not loop.last }}
        {%- endfor %}
    from champions

),

served as (

    select * from {{ ref('served_comparison') }}

),

settings as (

    select {{ fit_settings() }} as settings

),

final as (

    select
        left(md5(concat_ws(
            '|', parameters.parameters_fingerprint, sales.sales_fingerprint, settings.settings
        )), 10) as version,
        sales_window.first_sale_date as trained_from,
        sales_window.last_sale_date as trained_until,
        sales_window.sale_count,
        sales.customer_count,
        sales.sales_fingerprint,
        parameters.parameters_fingerprint,
        settings.settings,
        sales_window.validation_start,
        {{ scored_horizons() | max }} as judged_horizon_days,
        judged.*,
        leads.*,
        served.judged_night,
        served.served_brier_score,
        served.fitted_brier_score,
        coalesce(served.is_worse, false) as is_worse_than_served,
        sales_window.is_synthetic
    from sales_window
    cross join sales
    cross join parameters
    cross join settings
    cross join judged
    cross join leads
    left join served
        on sales_window.last_sale_date = served.trained_until
            and sales_window.is_synthetic = served.is_synthetic

)

select * from final
