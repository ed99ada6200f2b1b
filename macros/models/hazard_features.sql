{% macro hazard_features() -%}
    {#- The numeric columns of `customer_features` that the hazard model's trees may split on. -#}
    {{ return([
        'days_since_last_purchase', 'tenure_days', 'first_seen_after_days',
        'usual_gap_days', 'gap_ratio',
        'purchase_count', 'purchases_last_30d', 'purchases_last_90d', 'purchases_last_180d', 'item_count',
        'total_spend', 'average_order_value', 'last_purchase_spend', 'spend_last_180d', 'spend_180d_before',
        'mean_gap_days', 'median_gap_days', 'gap_spread_days', 'last_gap_days',
        'preferred_category_share', 'typical_price', 'trade_in_share', 'bonus_points',
    ]) }}
{%- endmacro %}
