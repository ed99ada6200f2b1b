-- Which timing family can be used in which split: those that stand alone, and the blend of the healthy.

{% set names = families('next_purchase').keys() | select('equalto', 'blend') | list -%}
{% if names -%}
with blended as (

    select * from (
        {{ timing_health(names) }}
    ) as blend_health

),

final as (

    select * from {{ ref('next_purchase_part_health') }}
    union all
    select * from blended

)

select * from final
{%- else -%}
select * from {{ ref('next_purchase_part_health') }}
{%- endif %}
