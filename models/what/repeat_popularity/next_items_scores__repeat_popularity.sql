-- The customer's own items that can still be sold, most bought and latest first; then what sells.

with customers as (

    select * from {{ ref('listed_customers') }}

),

own_items as (

    select
        history.split_name,
        history.as_of_date,
        history.customer_id,
        history.item_id,
        row_number() over (
            partition by history.split_name, history.customer_id
            order by history.purchase_count desc, history.last_purchase_date desc, history.item_id asc
        ) as list_rank
    from {{ ref('customer_item_history') }} as history
    inner join customers
        on history.split_name = customers.split_name
            and history.customer_id = customers.customer_id
    where history.is_sellable and history.kind = 'split'
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
        customers.split_name,
        customers.as_of_date,
        customers.customer_id,
        popular_items.item_id,
        {{ list_length() }} + popular_items.popularity_rank as list_rank
    from customers
    inner join popular_items on customers.split_name = popular_items.split_name

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
