{% set tables = [
    'customer_next_purchase', 'customer_next_items', 'dim_customers', 'dim_items', 'fct_sales',
    'next_purchase_metrics', 'next_item_metrics', 'model_leaderboard', 'business_metrics',
    'next_purchase_calibration',
] %}
{% for table in tables %}
select
    '{{ ref(table).schema }}.{{ table }}' as table_name,
    count(*) as row_count,
    bool_or(is_synthetic) as is_synthetic
from {{ ref(table) }}
{{ "union all" if not loop.last }}
{% endfor %}
