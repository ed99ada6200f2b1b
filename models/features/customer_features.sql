-- All that is known of a customer as of a date: what every model learns and predicts from.

with history as (

    select * from {{ ref('customer_purchase_history') }}

),

rfm as (

    select * from {{ ref('customer_rfm') }}

),

tastes as (

    select * from {{ ref('customer_tastes') }}

),

profile_facts as (

    select * from {{ ref('customer_profile_facts') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

shop_gaps as (

    select * from {{ ref('shop_usual_gaps') }}

),

final as (

    select
        history.customer_id,
        history.as_of_date,

        ---------- recency, frequency, money
        history.first_purchase_date,
        history.last_purchase_date,
        history.days_since_last_purchase,
        history.tenure_days,
        history.first_seen_after_days,
        history.purchase_count,
        history.purchase_count - 1 as repeat_purchase_count,
        history.purchases_last_30d,
        history.purchases_last_90d,
        history.purchases_last_180d,
        history.item_count,
        history.total_spend,
        cast(history.total_spend as double) / history.purchase_count as average_order_value,
        rfm.recency_score,
        rfm.frequency_score,
        rfm.monetary_score,
        rfm.rfm_segment,

        ---------- spend and its trend
        history.spend_last_180d,
        history.spend_180d_before,
        ln(1 + cast(history.spend_last_180d as double)) - ln(1 + cast(history.spend_180d_before as double))
            as spend_trend,
        history.last_purchase_spend,

        ---------- gaps
        history.mean_gap_days,
        history.median_gap_days,
        history.gap_spread_days,
        history.last_gap_days,
        coalesce(history.median_gap_days, shop_gaps.shop_gap_days) as usual_gap_days,
        history.days_since_last_purchase / nullif(coalesce(history.median_gap_days, shop_gaps.shop_gap_days), 0)
            as gap_ratio,

        ---------- tastes
        tastes.preferred_category,
        tastes.preferred_category_share,
        tastes.preferred_metal,
        tastes.preferred_metal_share,
        tastes.typical_price,
        history.trade_in_share,

        ---------- profile
        profile_facts.town,
        profile_facts.bonus_points,

        ---------- season
        calendar.month_number,
        calendar.quarter_number,
        calendar.weekday_number,
        calendar.days_since_last_occasion,
        calendar.days_to_next_occasion
    from history
    left join rfm
        on history.customer_id = rfm.customer_id
            and history.as_of_date = rfm.as_of_date
    inner join tastes
        on history.customer_id = tastes.customer_id
            and history.as_of_date = tastes.as_of_date
    inner join profile_facts
        on history.customer_id = profile_facts.customer_id
            and history.as_of_date = profile_facts.as_of_date
    left join shop_gaps on history.as_of_date = shop_gaps.as_of_date
    inner join calendar on history.as_of_date = calendar.calendar_date

)

select * from final
