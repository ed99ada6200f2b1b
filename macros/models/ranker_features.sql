{% macro ranker_features() -%}
    {#- What the item ranker's trees may split on: name and SQL over the tables that `ranker_pairs`
        joins. -#}
    {{ return({
        'own_purchase_count': 'own.purchase_count',
        'own_purchase_share': 'own.purchase_count / cast(customers.purchase_count as double)',
        'own_days_since_last': 'own.days_since_last',
        'own_visits_missed_days': 'own.days_since_last - customers.days_since_last_purchase',
        'own_usual_gap_days': 'own.usual_gap_days',
        'own_gap_ratio': 'own.days_since_last / nullif(own.usual_gap_days, 0)',
        'own_purchases_per_month': 'own.purchase_count / (1 + own.days_since_first / 30.0e0)',

        'archetype_probability': 'probabilities.archetype_probability',
        'category_probability': 'probabilities.category_probability',
        'archetype_rank': 'probabilities.archetype_rank',
        'taste_probability': 'probabilities.archetype_probability * items.archetype_share',
        'neighbour_similarity': 'neighbours.similarity',
        'archetype_item_count': 'bought_archetypes.item_count',
        'archetype_days_since_last': dbt.datediff('bought_archetypes.last_purchase_date', 'customers.as_of_date', 'day'),
        'category_item_share': 'bought_categories.item_share',
        'category_days_since_last': dbt.datediff('bought_categories.last_purchase_date', 'customers.as_of_date', 'day'),

        'item_days_since_last_sale': 'items.days_since_last_sale',
        'item_days_since_first_sale': 'items.days_since_first_sale',
        'item_units_sold': 'items.units_sold',
        'item_units_sold_7d': 'items.units_sold_7d',
        'item_units_sold_30d': 'items.units_sold_30d',
        'item_units_sold_90d': 'items.units_sold_90d',
        'item_sales_trend': 'items.units_sold_30d / (1.0e0 + items.units_sold_90d)',
        'item_buyer_count': 'items.buyer_count',
        'item_units_per_buyer': 'items.units_per_buyer',
        'item_rebuyer_share': 'items.rebuyer_share',
        'item_usual_gap_days': 'items.usual_gap_days',
        'item_gap_ratio': 'items.gap_ratio',
    }) }}
{%- endmacro %}
