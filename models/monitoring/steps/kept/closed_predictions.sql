-- Kept predictions whose windows have closed, beside what came of them. A purchase that was taken back since
-- is none.

with kept as (

    select * from {{ ref('kept_predictions') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

purchases as (

    select
        int_purchases.customer_id,
        int_purchases.purchase_date
    from {{ ref('int_purchases') }} as int_purchases
    inner join sales_window on {{ known_on('int_purchases', 'sales_window.last_sale_date') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

outcomes as (

    select
        kept.as_of_date,
        kept.customer_id,
        min(purchases.purchase_date) filter (where purchases.purchase_date > kept.as_of_date) as next_purchase_date,
        count(*) filter (where purchases.purchase_date <= kept.as_of_date) as purchase_count
    from kept
    inner join purchases on kept.customer_id = purchases.customer_id
    group by kept.as_of_date, kept.customer_id

),

chances as (

    {%- for horizon in all_horizons() %}
    select
        as_of_date,
        customer_id,
        model_name,
        {{ horizon }} as horizon_days,
        chance_{{ horizon }}d / 10000.0e0 as probability
    from kept
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        chances.as_of_date,
        chances.customer_id,
        chances.model_name,
        chances.horizon_days,
        chances.probability,
        case
            when outcomes.next_purchase_date <= {{ date_plus_days('chances.as_of_date', 'chances.horizon_days') }} then 1
            else 0
        end as has_bought,
        case when outcomes.purchase_count > 1 then 'returned before' else 'bought once' end as history,
        coalesce(customers.town, 'unknown') as town
    from chances
    cross join sales_window
    left join outcomes
        on chances.as_of_date = outcomes.as_of_date
            and chances.customer_id = outcomes.customer_id
    left join customers on chances.customer_id = customers.customer_id
    where {{ date_plus_days('chances.as_of_date', 'chances.horizon_days') }} <= sales_window.last_sale_date

)

select * from final
