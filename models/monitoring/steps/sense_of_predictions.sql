-- Today's predictions in a few figures, beside what came in past windows of the same length.

{% set sellable_days = var('sellable_days') -%}

with expected as (

    select
        {{ exact_sum('probability_30d') }} as buyers_30d,
        {{ exact_sum('probability_90d') }} as buyers_90d
    from {{ ref('customer_next_purchase') }}

),

buyers_before as (

    select
        median(buyer_count) filter (where horizon_days = 30) as buyers_30d_before,
        median(buyer_count) filter (where horizon_days = 90) as buyers_90d_before
    from {{ ref('sense_windows') }}

),

sellable as (

    select count(*) as sellable_count
    from {{ ref('item_features') }}
    where kind = 'split' and split_name = 'today' and is_sellable

),

-- What sold in the time before that in which an item must have sold to count as sellable; a stock list
-- says better what can be sold.
sellable_before as (

    select nullif(count(distinct sales.item_id), 0) as sellable_count_before
    from {{ ref('int_sales') }} as sales
    cross join {{ ref('int_sales_window') }} as sales_window
    where
        sales.sale_date < {{ date_plus_days('sales_window.last_sale_date', -sellable_days) }}
        and sales.sale_date >= {{ date_plus_days('sales_window.last_sale_date', -2 * sellable_days) }}
        and sales_window.first_sale_date <= {{ date_plus_days('sales_window.last_sale_date', -2 * sellable_days) }}
        and not exists (select 1 from {{ ref('stg_stock') }})

),

listed as (

    select
        item_id,
        count(*) as list_count
    from {{ ref('customer_next_items') }}
    group by item_id

),

lists as (

    select cast(listed_most.list_count as double) / nullif(listed_customers.customer_count, 0) as share_with_one_item
    from (select max(list_count) as list_count from listed) as listed_most
    cross join (
        select count(distinct customer_id) as customer_count from {{ ref('customer_next_items') }}
    ) as listed_customers

),

figures as (

    select
        expected.*,
        buyers_before.*,
        sellable.*,
        sellable_before.*,
        lists.*
    from expected
    cross join buyers_before
    cross join sellable
    cross join sellable_before
    cross join lists

),

measured as (

    {{ sense_rows('figures', {
        'expected_buyers_30d': ('buyers_30d', 'buyers_30d_before', '0'),
        'expected_buyers_90d': ('buyers_90d', 'buyers_90d_before', '0'),
        'sellable_items': ('sellable_count', 'sellable_count_before', '0'),
        'share_of_lists_with_one_item': ('share_with_one_item', 'null', '0'),
    }) }}

),

final as (

    select * from measured
    where found_value is not null

)

select * from final
