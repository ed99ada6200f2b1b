-- The baseline of every item metric: the same list of what sells now for everybody.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind = 'split'

),

customers as (

    select * from {{ ref('known_customers') }}

),

popular_items as (

    select * from {{ ref('popular_items') }}
    where popularity_rank <= {{ list_length() }}

),

final as (

    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        customers.customer_id,
        cast(popular_items.popularity_rank as integer) as rank,
        popular_items.item_id,
        cast(popular_items.buyers_90d as double) as score
    from as_of_dates
    inner join customers on as_of_dates.as_of_date = customers.as_of_date
    inner join popular_items on as_of_dates.role = popular_items.split_name

)

select * from final
