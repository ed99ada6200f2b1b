-- How many lists an item may stand in: so many for each piece that is left. A stock list counts the pieces of
-- today; elsewhere as many are taken to be left as were sold in the last 90 days, and one of what is rare.

with items as (

    select * from {{ ref('item_features') }}
    where kind = 'split'

),

stock as (

    select * from {{ ref('int_items_in_stock') }}
    where split_name = 'today'

),

counted as (

    select
        items.split_name,
        items.item_id,
        items.category,
        coalesce(stock.quantity, greatest(1, items.units_sold_90d)) as pieces_left
    from items
    left join stock
        on items.split_name = stock.split_name
            and items.item_id = stock.item_id

),

final as (

    select
        split_name,
        item_id,
        category,
        pieces_left,
        {%- if var('lists_per_piece') %}
        pieces_left * {{ var('lists_per_piece') }} as most_lists
        {%- else %}
        cast(null as bigint) as most_lists
        {%- endif %}
    from counted

)

select * from final
