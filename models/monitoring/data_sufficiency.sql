-- Is there enough to learn from? Below any of these a model would learn single customers, so the
-- baselines speak instead.

{% set requirements = {
    'history_days': ('least_history_days', 'days of sales'),
    'customers': ('least_customers', 'customers whom the sales name'),
    'repeat_customers': ('least_repeat_customers', 'customers who came back on another day'),
    'purchases': ('least_purchases', 'purchases of named customers'),
} -%}

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

customers as (

    select
        purchases.customer_id,
        count(*) as purchase_count
    from {{ ref('int_purchases') }} as purchases
    inner join sales_window on {{ known_on('purchases', 'sales_window.last_sale_date') }}
    group by purchases.customer_id

),

found as (

    select
        count(*) as customers,
        count(*) filter (where purchase_count > 1) as repeat_customers,
        coalesce(sum(purchase_count), 0) as purchases
    from customers

),

measured as (

    select
        found.*,
        {{ dbt.datediff('sales_window.first_sale_date', 'sales_window.last_sale_date', 'day') }} + 1 as history_days,
        sales_window.is_synthetic
    from found
    cross join sales_window

),

required as (

    {%- for requirement, (least, words) in requirements.items() %}
    select
        '{{ requirement }}' as requirement,
        cast({{ requirement }} as bigint) as found_value,
        cast({{ var(least) }} as bigint) as least_value,
        'Export more: {{ var(least) }} {{ words }} are the least to learn from; or lower the var {{ least }}.' as remedy,
        is_synthetic
    from measured
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        requirement,
        found_value,
        least_value,
        found_value >= least_value as is_met,
        case when found_value < least_value then remedy end as remedy,
        is_synthetic
    from required

)

select * from final
