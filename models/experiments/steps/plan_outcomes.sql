-- What the customers known as of the test window's eve then did, within windows of several lengths: what an
-- experiment with them would have counted, had nobody been treated.

with test_date as (

    select
        as_of_date,
        last_sale_date
    from {{ ref('int_as_of_dates') }}
    where role = 'test'

),

windows as (

    select
        numbers.number as window_days,
        test_date.as_of_date,
        {{ date_plus_days('test_date.as_of_date', 'numbers.number') }} as window_end
    from test_date
    cross join {{ number_table(1, 360) }} as numbers
    where
        numbers.number in (30, 60, 90, 180, 360)
        and {{ dbt.datediff('test_date.as_of_date', 'test_date.last_sale_date', 'day') }} >= numbers.number

),

sales as (

    select * from {{ ref('stg_sales') }}

),

customers as (

    select
        features.customer_id,
        features.as_of_date,
        features.rfm_segment,
        features.average_order_value
    from {{ ref('customer_features') }} as features
    inner join test_date on features.as_of_date = test_date.as_of_date

),

predictions as (

    select
        backtest.customer_id,
        backtest.probability_{{ longest_horizon() }}d as probability
    from {{ ref('next_purchase_backtest') }} as backtest
    inner join {{ ref('next_purchase_champion') }} as champion on backtest.model_name = champion.model_name
    where backtest.split_name = 'test'

),

past_spends as (

    select
        sales.customer_id,
        cast(sum(sales.price) as double) as past_spend
    from sales
    inner join test_date
        on sales.sale_date <= test_date.as_of_date
            and sales.sale_date > {{ date_plus_days('test_date.as_of_date', -365) }}
            and {{ stands_on('sales', 'test_date.as_of_date') }}
    group by sales.customer_id

),

counted as (

    select
        windows.window_days,
        sales.customer_id,
        count(distinct sales.sale_date) as order_count,
        sum(sales.price) as revenue
    from windows
    inner join sales
        on windows.as_of_date < sales.sale_date
            and windows.window_end >= sales.sale_date
            and {{ stands_on('sales', 'windows.window_end') }}
    group by windows.window_days, sales.customer_id

),

final as (

    select
        windows.window_days,
        customers.customer_id,
        customers.rfm_segment,
        coalesce(counted.order_count, 0) as order_count,
        cast(coalesce(counted.revenue, 0) as decimal(18, 2)) as revenue,
        -- Who comes back is counted over as many days after any experiment.
        case when windows.window_days = {{ longest_horizon() }} then counted.order_count is not null end as is_retained,
        coalesce(past_spends.past_spend, 0) as past_spend,
        coalesce(predictions.probability, 0) as predicted_probability,
        coalesce(predictions.probability, 0) * customers.average_order_value as predicted_revenue
    from windows
    cross join customers
    left join counted
        on windows.window_days = counted.window_days
            and customers.customer_id = counted.customer_id
    left join predictions on customers.customer_id = predictions.customer_id
    left join past_spends on customers.customer_id = past_spends.customer_id

)

select * from final
