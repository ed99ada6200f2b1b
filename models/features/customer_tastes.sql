-- What a customer has bought until the date: the usual category and metal, and the price level.

with asked as (

    select * from {{ ref('customer_rows') }}

),

sales as (

    select
        customer_id,
        item_id,
        sale_date,
        taken_back_on,
        price
    from {{ ref('int_sales') }}
    where customer_id is not null

),

items as (

    select * from {{ ref('int_item_attributes') }}

),

known as (

    select
        sales.customer_id,
        sales.sale_date,
        sales.price,
        items.category,
        items.metal,
        asked.as_of_date
    from asked
    inner join sales
        on asked.customer_id = sales.customer_id
            and asked.as_of_date >= sales.sale_date
            and {{ stands_on('sales', 'asked.as_of_date') }}
    inner join items on sales.item_id = items.item_id

),

{% for trait, plural in [('category', 'categories'), ('metal', 'metals')] %}
{{ trait }}_counts as (

    select
        customer_id,
        as_of_date,
        {{ trait }},
        count(*) as item_count,
        sum(count(*)) over (partition by customer_id, as_of_date) as all_item_count
    from known
    group by customer_id, as_of_date, {{ trait }}

),

-- The most bought one; of equals the first in the alphabet.
preferred_{{ plural }} as (

    select
        customer_id,
        as_of_date,
        {{ trait }} as preferred_{{ trait }},
        item_count / cast(all_item_count as double) as preferred_{{ trait }}_share
    from {{ trait }}_counts
    qualify row_number() over (
            partition by customer_id, as_of_date
            order by item_count desc, {{ trait }}
        ) = 1

),
{% endfor %}
-- Logarithms as decimals: their sums are the same in any order of the rows.
price_levels as (

    select
        customer_id,
        as_of_date,
        avg(cast(ln(cast(price as double)) as decimal(18, 12))) as mean_ln_price
    from known
    group by customer_id, as_of_date

),

final as (

    select
        price_levels.customer_id,
        price_levels.as_of_date,
        preferred_categories.preferred_category,
        preferred_categories.preferred_category_share,
        preferred_metals.preferred_metal,
        preferred_metals.preferred_metal_share,
        exp(price_levels.mean_ln_price) as typical_price
    from price_levels
    inner join preferred_categories
        on price_levels.customer_id = preferred_categories.customer_id
            and price_levels.as_of_date = preferred_categories.as_of_date
    inner join preferred_metals
        on price_levels.customer_id = preferred_metals.customer_id
            and price_levels.as_of_date = preferred_metals.as_of_date

)

select * from final
