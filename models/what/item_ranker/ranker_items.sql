-- The items that could be sold as of each date of a ranker, with what makes one sell.

with dates as (

    select * from {{ ref('ranker_dates') }}

),

items as (

    select * from {{ ref('item_features') }}

),

history as (

    select * from {{ ref('item_sales_history') }}

),

attributes as (

    select * from {{ ref('int_item_attributes') }}

),

resale_rates as (

    select * from {{ ref('item_resale_rates') }}

),

rebuyers as (

    select
        split_name as role,
        item_id,
        count(*) filter (where purchase_count > 1) / cast(count(*) as double) as rebuyer_share
    from {{ ref('customer_item_history') }}
    group by split_name, item_id

),

archetypes as (

    select
        split_name as role,
        archetype,
        cast(sum(units_sold_30d) as double) as units_sold_30d
    from items
    group by split_name, archetype

),

described as (

    select
        dates.split_name,
        dates.role,
        dates.as_of_date,
        dates.is_training,
        items.item_id,
        items.category,
        items.metal,
        items.price_tier,
        items.archetype,
        attributes.stone,
        items.last_price,
        items.days_since_last_sale,
        {{ dbt.datediff('items.first_sold_date', 'dates.as_of_date', 'day') }} as days_since_first_sale,
        items.units_sold,
        coalesce(history.units_sold_7d, 0) as units_sold_7d,
        items.units_sold_30d,
        items.units_sold_90d,
        coalesce(history.buyer_count, 0) as buyer_count,
        items.units_sold / nullif(cast(history.buyer_count as double), 0) as units_per_buyer,
        rebuyers.rebuyer_share,
        {{ dbt.datediff('items.first_sold_date', 'items.last_sold_date', 'day') }}
        / nullif(history.sale_day_count - 1.0e0, 0) as usual_gap_days,
        {{ usual_units('items.units_sold_90d') }} * coalesce(resale_rates.resale_rate, 1) as expected_units,
        archetypes.units_sold_30d as archetype_units_30d
    from dates
    inner join items
        on dates.role = items.split_name
            and items.is_sellable
    inner join attributes on items.item_id = attributes.item_id
    inner join archetypes
        on dates.role = archetypes.role
            and items.archetype = archetypes.archetype
    left join history
        on dates.as_of_date = history.as_of_date
            and items.item_id = history.item_id
    left join rebuyers
        on dates.role = rebuyers.role
            and items.item_id = rebuyers.item_id
    left join resale_rates
        on dates.split_name = resale_rates.split_name
            and {{ units_band('items.units_sold') }} = resale_rates.units_band
            and {{ silence_band('items.days_since_last_sale') }} = resale_rates.silence_band

),

-- Of what an archetype will sell, new pieces take a part: expected units over all that it sold lately.
final as (

    select
        *,
        days_since_last_sale / nullif(usual_gap_days, 0) as gap_ratio,
        least(1, expected_units / (archetype_units_30d + 5)) as archetype_share
    from described

)

select * from final
