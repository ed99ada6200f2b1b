-- Who is in which arm of an experiment, and what was known of them before it. Until the start it is made anew
-- with each build; from then on it stays as the last build before the start made it.
-- depends_on: {{ ref('stg_forgotten_ids') }}

{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail',
    pre_hook="{% if is_incremental() %}
        delete from {{ this }}
        where
            experiment_name not in (
                select experiment_name from {{ ref('experiment_declarations') }} where has_started
            )
            or customer_id in (select customer_id from {{ ref('stg_forgotten_ids') }})
    {% endif %}"
) }}

with declarations as (

    select * from {{ ref('experiment_declarations') }}
    where not has_started

),

customers as (

    select * from {{ ref('dim_customers') }}
    where rfm_segment is not null

),

predictions as (

    select * from {{ ref('customer_next_purchase') }}

),

past_spends as (

    select
        sales.customer_id,
        sum(sales.price) as past_spend
    from {{ ref('stg_sales') }} as sales
    cross join {{ ref('int_sales_window') }} as sales_window
    where
        sales.taken_back_on is null
        and sales.sale_date > {{ date_plus_days('sales_window.last_sale_date', -365) }}
    group by sales.customer_id

),

final as (

    select
        declarations.experiment_name,
        customers.customer_id,
        case when {{ is_held_out('customers.customer_id') }} then 'hold_out' else declarations.arm end as arm,
        customers.rfm_segment,
        declarations.starts_on,
        customers.as_of_date,
        cast(coalesce(past_spends.past_spend, 0) as double) as past_spend,
        coalesce(predictions.probability_{{ longest_horizon() }}d, 0) as predicted_probability,
        coalesce(predictions.expected_revenue_{{ longest_horizon() }}d, 0) as predicted_revenue,
        customers.is_synthetic
    from declarations
    inner join customers
        on declarations.population in ('all', customers.rfm_segment)
            and declarations.share_from < {{ arm_place('declarations.experiment_name', 'customers.customer_id') }}
            and {{ arm_place('declarations.experiment_name', 'customers.customer_id') }}
            <= declarations.share_from + declarations.share
    left join predictions on customers.customer_id = predictions.customer_id
    left join past_spends on customers.customer_id = past_spends.customer_id

)

select * from final
