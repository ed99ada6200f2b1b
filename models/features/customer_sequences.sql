-- What a customer has bought, piece after piece, as it was known on each day that somebody asks about: what models of
-- sequences read. Made where it is read: the night reads none.

-- The latest pieces tell most, and few customers have more.
{% set most_events = 50 -%}

{{ config(materialized='view') }}

with asked as (

    select * from {{ ref('customer_rows') }}

),

sales as (

    select * from {{ ref('int_sales') }}
    where customer_id is not null

),

attributes as (

    select * from {{ ref('int_item_attributes') }}

),

known as (

    select
        asked.customer_id,
        asked.as_of_date,
        sales.sale_id,
        sales.sale_date,
        sales.item_id,
        sales.price
    from asked
    inner join sales
        on asked.customer_id = sales.customer_id
            and asked.as_of_date >= sales.sale_date
            and {{ stands_on('sales', 'asked.as_of_date') }}

),

-- Pieces of one day have no order of their own: that of their ids is as good as any, and always the same.
numbered as (

    select
        *,
        row_number() over (
            partition by customer_id, as_of_date
            order by sale_date, item_id, sale_id
        ) as position,
        row_number() over (
            partition by customer_id, as_of_date
            order by sale_date desc, item_id desc, sale_id desc
        ) as places_back,
        lag(sale_date) over (
            partition by customer_id, as_of_date
            order by sale_date, item_id, sale_id
        ) as previous_date
    from known

),

final as (

    select
        numbered.customer_id,
        numbered.as_of_date,
        numbered.position,
        numbered.item_id,
        attributes.category,
        numbered.sale_date,
        {{ dbt.datediff('numbered.previous_date', 'numbered.sale_date', 'day') }} as gap_days,
        {{ dbt.datediff('numbered.sale_date', 'numbered.as_of_date', 'day') }} as age_days,
        numbered.price
    from numbered
    inner join attributes on numbered.item_id = attributes.item_id
    where numbered.places_back <= {{ most_events }}

)

select * from final
