-- What is no sale of goods though it is a row in order, named. What the item is comes first: a bag that is
-- brought back is a bag. Then what the row says of itself, then the sign of its quantity and money.

{{ config(materialized='view') }}

{% set kinds_in_order = [
    'test', 'internal_movement', 'cancelled', 'unpaid', 'metal_bought_in', 'deposit', 'service', 'certificate',
    'discount', 'return',
] %}
{% set columns = row_text_columns() %}

with typed_sale_records as (

    select * from {{ ref('typed_sale_records') }}

),

text_kinds as (

    select * from {{ ref('text_kinds') }}
    where kind not in ('goods', 'sale')

),

kinds as (

    select
        typed_sale_records.*,
        case
            when item_kinds.kind is not null then item_kinds.kind
            {%- for kind in kinds_in_order %}
            when '{{ kind }}' in ({% for column in columns %}{{ column }}_kinds.kind{{ ", " if not loop.last }}{% endfor %})
                then '{{ kind }}'
            {%- endfor %}
            when typed_sale_records.row_quantity < 0 or typed_sale_records.row_amount < 0 then 'return'
        end as kind
    from typed_sale_records
    left join text_kinds as item_kinds
        on item_kinds.stands_in = 'item'
            and {{ folded('typed_sale_records.item_name') }} = item_kinds.folded_text
    {%- for column in columns %}
    left join text_kinds as {{ column }}_kinds
        on {{ column }}_kinds.stands_in = '{{ column }}'
            and {{ folded(squeeze('typed_sale_records.raw_' ~ column)) }} = {{ column }}_kinds.folded_text
    {%- endfor %}

),

final as (

    select
        * exclude (reason),
        case
            when reason is not null then reason
            when kind is null and row_amount <= 0 then 'price_not_positive'
        end as reason
    from kinds

)

select * from final
