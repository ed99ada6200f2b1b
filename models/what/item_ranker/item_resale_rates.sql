-- What items still sell, over what they would at the pace of their last 90 days, by how many units
-- were sold and how long ago the last: learned from the training windows. One-off pieces are gone after a sale,
-- and what has been silent for long is no longer there. Few sales teach little: a band leans on all
-- items, and these lean on keeping the pace, so that nothing is ever written off for want of sales.

{% set prior_units = 10 -%}

with dates as (

    select * from {{ ref('ranker_dates') }}
    where is_training

),

items as (

    select * from {{ ref('item_features') }}
    where is_sellable

),

sold_next as (

    select
        role,
        item_id,
        sum(units_sold) as units_sold
    from {{ ref('label_sales') }}
    group by role, item_id

),

taught as (

    select
        dates.split_name,
        {{ units_band('items.units_sold') }} as units_band,
        {{ silence_band('items.days_since_last_sale') }} as silence_band,
        {{ usual_units('items.units_sold_90d') }} as usual_units,
        coalesce(sold_next.units_sold, 0) as next_units
    from dates
    inner join items on dates.role = items.split_name
    left join sold_next
        on dates.role = sold_next.role
            and items.item_id = sold_next.item_id

),

overall as (

    select
        split_name,
        (sum(next_units) + {{ prior_units }}) / ({{ exact_sum('usual_units') }} + {{ prior_units }}) as resale_rate
    from taught
    group by split_name

),

bands as (

    select
        split_name,
        units_band,
        silence_band,
        count(*) as item_count,
        {{ exact_sum('usual_units') }} as usual_units,
        cast(sum(next_units) as double) as next_units
    from taught
    group by split_name, units_band, silence_band

),

final as (

    select
        bands.*,
        (bands.next_units + {{ prior_units }} * overall.resale_rate)
        / (bands.usual_units + {{ prior_units }}) as resale_rate
    from bands
    inner join overall on bands.split_name = overall.split_name

)

select * from final
-- Threads leave rows in any order, and that of a fit's rows is kept with it.
order by split_name, units_band, silence_band
