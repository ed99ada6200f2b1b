-- Each day's sales by what they were: the distributions that are watched. A cell without a value is the
-- bin `missing`, which is watched like any other.

{% set features = {
    'category': 'items.category',
    'metal': 'items.metal',
    'price': "'from ' || " ~ whole_number("power(2, floor(2 * ln(cast(sales.price as double)) / ln(2)) / 2)"),
    'sale_format': 'sales.sale_format',
    'town': 'sales.town',
    'bonus_points': "case when sales.bonus_points is not null then 'filled' end",
    'customer': "case when sales.customer_id is null then 'nobody' when first_purchases.customer_id is not null then 'new' else 'returning' end",
    'item': "case when first_sales.item_id is not null then 'new' else 'sold before' end",
} -%}

with sales as (

    select * from {{ ref('stg_sales') }}

),

items as (

    select * from {{ ref('int_item_attributes') }}

),

first_purchases as (

    select
        customer_id,
        min(sale_date) as first_date
    from sales
    where customer_id is not null
    group by customer_id

),

first_sales as (

    select
        item_id,
        min(sale_date) as first_date
    from sales
    group by item_id

),

binned as (

    select
        sales.sale_date,
        {%- for feature, bin in features.items() %}
        {{ bin }} as {{ feature }}_bin{{ "," if not loop.last }}
        {%- endfor %}
    from sales
    inner join items on sales.item_id = items.item_id
    left join first_purchases
        on sales.customer_id = first_purchases.customer_id
            and sales.sale_date = first_purchases.first_date
    left join first_sales
        on sales.item_id = first_sales.item_id
            and sales.sale_date = first_sales.first_date

),

final as (

    {%- for feature in features %}
    select
        sale_date,
        '{{ feature }}' as feature,
        coalesce({{ feature }}_bin, 'missing') as bin,
        count(*) as row_count
    from binned
    group by sale_date, {{ feature }}_bin
    union all
    {%- endfor %}
    select
        sale_date,
        'identity' as feature,
        identified_by as bin,
        row_count
    from {{ ref('stg_identity_days') }}

)

select * from final
