-- What could be sold on the day after the date of a split or training window, as far as a stock list tells. A list without
-- days is today's; of a history the stays count that had begun by the date and went on after it.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'training_window')

),

stock as (

    select * from {{ ref('stg_stock') }}

),

list as (

    select count(coalesce(first_day, last_day)) > 0 as is_history from stock

),

-- What arrived after the last sale is there today all the same.
final as (

    select
        as_of_dates.kind,
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        stock.item_id,
        cast(sum(stock.quantity) as bigint) as quantity
    from as_of_dates
    cross join list
    inner join stock
        on (as_of_dates.role = 'today' or list.is_history)
            and (as_of_dates.role = 'today' or stock.first_day is null or as_of_dates.as_of_date >= stock.first_day)
            and (stock.last_day is null or as_of_dates.as_of_date < stock.last_day)
    group by
        as_of_dates.kind,
        as_of_dates.role,
        as_of_dates.as_of_date,
        stock.item_id

)

select * from final
