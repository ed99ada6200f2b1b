-- Do today's lists lean another way than the shop sells? Recommended is weighed by the chance, so
-- that it is what the lists expect to sell.
{% set kinds = ['category', 'metal', 'price_tier'] %}

with bought as (

    select items.*
    from {{ ref('fct_sales') }} as sales
    inner join {{ ref('dim_items') }} as items on sales.item_id = items.item_id
    where
        sales.taken_back_on is null
        and sales.sale_date > (
            select cast({{ dbt.dateadd('day', -90, 'max(recent.sale_date)') }} as date)
            from {{ ref('fct_sales') }} as recent
        )

)
{% for kind in kinds %}
select
    '{{ kind }}' as kind,
    {{ kind }} as kind_value,
    'recommended' as side,
    sum(probability) / sum(sum(probability)) over () as side_share
from {{ ref('customer_next_items') }}
group by {{ kind }}
union all
select
    '{{ kind }}' as kind,
    {{ kind }} as kind_value,
    'bought' as side,
    count(*) / sum(count(*)) over () as side_share
from bought
group by {{ kind }}
{{ "union all" if not loop.last }}
{% endfor %}
order by kind, kind_value, side
