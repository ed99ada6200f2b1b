-- The customer's own items that can still be sold, most bought and latest first; then what sells.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind = 'split'

),

customers as (

    select * from {{ ref('known_customers') }}

),

own_items as (

    select
        split_name,
        as_of_date,
        customer_id,
        item_id,
        row_number() over (
            partition by split_name, customer_id
            order by purchase_count desc, last_purchase_date desc, item_id asc
        ) as list_rank
    from {{ ref('customer_item_history') }}
    where is_sellable and kind = 'split'
    qualify list_rank <= {{ list_length() }}

),

-- Twice the list's length, so that enough is left when the customer's own items are among them.
popular_items as (

    select * from {{ ref('popular_items') }}
    where popularity_rank <= 2 * {{ list_length() }}

),

candidates as (

    select
        split_name,
        as_of_date,
        customer_id,
        item_id,
        list_rank
    from own_items
    union all
    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        customers.customer_id,
        popular_items.item_id,
        {{ list_length() }} + popular_items.popularity_rank as list_rank
    from as_of_dates
    inner join customers on as_of_dates.as_of_date = customers.as_of_date
    inner join popular_items on as_of_dates.role = popular_items.split_name

),

distinct_candidates as (

    select
        split_name,
        as_of_date,
        customer_id,
        item_id,
        min(list_rank) as list_rank
    from candidates
    group by split_name, as_of_date, customer_id, item_id

),

final as (

    select
        split_name,
        as_of_date,
        customer_id,
        cast(row_number() over (partition by split_name, customer_id order by list_rank) as integer) as rank,
        item_id,
        1 / cast(list_rank as double) as score
    from distinct_candidates
    qualify rank <= {{ list_length() }}

)

select * from final
