-- The baseline of every item metric: the same list of what sells now for everybody.

with customers as (

    select * from {{ ref('listed_customers') }}

),

popular_items as (

    select * from {{ ref('popular_items') }}
    where popularity_rank <= {{ list_length() }}

),

final as (

    select
        customers.split_name,
        customers.as_of_date,
        customers.customer_id,
        cast(popular_items.popularity_rank as integer) as rank,
        popular_items.item_id,
        cast(popular_items.buyers_90d as double) as score
    from customers
    inner join popular_items on customers.split_name = popular_items.split_name

)

select * from final
