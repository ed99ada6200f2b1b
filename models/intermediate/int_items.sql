with sales as (

    select * from {{ ref('stg_sales') }}

),

stock as (

    select * from {{ ref('stg_stock') }}

),

not_goods as (

    select * from {{ ref('stg_not_goods') }}

),

every_text as (

    {% for relation, is_goods in [('sales', true), ('stock', true), ('not_goods', false)] %}
    select
        item_id,
        item_name,
        {{ is_goods | lower }} as is_goods
    from {{ relation }}
    {{ "union all" if not loop.last }}
    {% endfor %}

),

-- Spellings that differ in case alone are one item; the first in the alphabet is shown.
final as (

    select
        item_id,
        min(item_name) as item_name,
        bool_or(is_goods) as is_goods
    from every_text
    group by item_id

)

select * from final
