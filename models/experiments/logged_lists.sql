-- The first drawn list of each customer whose days are over, item by item, and what was bought of it. Later lists
-- are left out: a piece is bought once, and would count for each list that it stood in.

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

customers as (

    select customer_id from {{ ref('dim_customers') }}

),

first_lists as (

    select
        shown.request_id,
        shown.customer_id,
        shown.shown_on,
        {{ date_plus_days('shown.shown_on', var('off_policy_days')) }} as counted_until,
        sales_window.last_sale_date,
        sales_window.is_synthetic
    from {{ ref('stg_shown') }} as shown
    -- Who is to be forgotten is no customer any more.
    inner join customers on shown.customer_id = customers.customer_id
    cross join sales_window
    qualify row_number() over (partition by shown.customer_id order by shown.shown_at, shown.request_id) = 1

),

finished as (

    select * from first_lists
    where counted_until <= last_sale_date

),

bought as (

    select distinct
        finished.customer_id,
        sales.item_id
    from finished
    inner join {{ ref('stg_sales') }} as sales
        on finished.customer_id = sales.customer_id
            -- Who is shown a list in the shop buys on the same day.
            and sales.sale_date between finished.shown_on and finished.counted_until
            and {{ stands_on('sales', 'finished.counted_until') }}

),

final as (

    select
        finished.customer_id,
        finished.shown_on,
        shown.policy,
        shown.exploration,
        shown.item_id,
        shown.published_rank,
        shown.probability,
        shown.rank,
        shown.propensity,
        bought.item_id is not null as is_bought,
        finished.is_synthetic
    from finished
    inner join {{ ref('stg_shown') }} as shown
        on finished.customer_id = shown.customer_id
            and finished.request_id = shown.request_id
    left join bought
        on finished.customer_id = bought.customer_id
            and shown.item_id = bought.item_id

)

select * from final
