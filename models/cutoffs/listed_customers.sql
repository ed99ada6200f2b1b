-- Who gets a list in each split: everybody today; in a backtest those who are judged, who bought in its window, and of
-- the others, for whom lists must promise little. Above `max_judged_customers` of either, a hash draws so many, and
-- each stands for more than itself. Limits on lists are shared out among everybody: with one, nobody is left out.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind = 'split'

),

known_customers as (

    select * from {{ ref('known_customers') }}

),

sales as (

    select * from {{ ref('int_sales') }}

),

-- As `next_items_outcomes` says, which judges them.
buyers as (

    select distinct
        as_of_dates.role as split_name,
        sales.customer_id
    from as_of_dates
    inner join sales
        on as_of_dates.as_of_date < sales.sale_date
            and sales.sale_date <= {{ date_plus_days('as_of_dates.as_of_date', longest_horizon()) }}
            and {{ stands_on('sales', date_plus_days('as_of_dates.as_of_date', longest_horizon())) }}
    where {{ dbt.datediff('as_of_dates.as_of_date', 'as_of_dates.last_sale_date', 'day') }} >= {{ longest_horizon() }}

),

known as (

    select
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        known_customers.customer_id,
        buyers.customer_id is not null as is_buyer,
        as_of_dates.role = 'today' or {{ lists_have_limits() }} as is_of_everybody
    from as_of_dates
    inner join known_customers on as_of_dates.as_of_date = known_customers.as_of_date
    left join buyers
        on as_of_dates.role = buyers.split_name
            and known_customers.customer_id = buyers.customer_id

),

drawn as (

    select
        *,
        count(*) over (partition by split_name, is_buyer) as alike_count,
        row_number() over (
            partition by split_name, is_buyer
            order by {{ hashed_id("'listed ' || customer_id") }} asc, customer_id asc
        ) as place
    from known

),

final as (

    select
        split_name,
        as_of_date,
        customer_id,
        case
            when is_of_everybody then 1
            else alike_count / cast(least(alike_count, {{ var('max_judged_customers') }}) as double)
        end as weight
    from drawn
    where is_of_everybody or place <= {{ var('max_judged_customers') }}

)

select * from final
