with parts as (

    {%- for step in ['probability', 'integrated', 'date', 'concordance'] %}
    select * from {{ ref('next_purchase_' ~ step ~ '_parts') }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

ceilings as (

    select * from {{ ref('next_purchase_ceilings') }}

),

{{ metrics_by_horizon('next_purchase') }}
