{% macro survival_covariates() -%}
    {#- The covariates of the survival models: name and SQL over `customer_features`. One list makes
        the training rows, the scored rows and the SQL that scores them. -#}
    {{ return({
        'ln_days_since_last': 'ln(1 + days_since_last_purchase)',
        'ln_days_since_last_squared': 'ln(1 + days_since_last_purchase) * ln(1 + days_since_last_purchase)',
        'is_repeat': 'case when repeat_purchase_count > 0 then 1 else 0 end',
        'ln_repeat_count': 'ln(1 + repeat_purchase_count)',
        'ln_usual_gap': 'case when repeat_purchase_count > 0 then ln(1 + usual_gap_days) else 0 end',
        'gap_elapsed': 'case when repeat_purchase_count > 0 then least(3, gap_ratio) else 0 end',
        'gap_elapsed_squared':
            'case when repeat_purchase_count > 0 then least(9, gap_ratio * gap_ratio) else 0 end',
        'ln_tenure': 'ln(1 + tenure_days)',
        'ln_first_seen_after': 'ln(1 + first_seen_after_days)',
        'ln_purchases_last_30d': 'ln(1 + purchases_last_30d)',
        'ln_purchases_last_180d': 'ln(1 + purchases_last_180d)',
        'ln_items_per_purchase': 'ln(item_count / cast(purchase_count as double))',
        'ln_average_order_value': 'ln(average_order_value)',
        'spend_trend': 'spend_trend',
        'trade_in_share': 'trade_in_share',
    }) }}
{%- endmacro %}
