-- What the whole shop did in each window, whatever was listed: who came back, and what a purchase was worth.

with windows as (

    select * from {{ ref('judged_windows') }}

),

outcomes as (

    select * from {{ ref('next_purchase_outcomes') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

final as (

    select
        windows.split_name,
        'sales' as model_name,
        'retention' as metric_name,
        avg(case when outcomes.days_to_next_purchase <= {{ longest_horizon() }} then 1.0e0 else 0.0e0 end) as metric_value
    from windows
    inner join outcomes on windows.as_of_date = outcomes.as_of_date
    group by windows.split_name
    union all
    select
        windows.split_name,
        'sales' as model_name,
        'average_order_value' as metric_name,
        cast(sum(purchases.spend) as double) / count(*) as metric_value
    from windows
    inner join purchases
        on windows.as_of_date < purchases.purchase_date
            and windows.last_day >= purchases.purchase_date
            and {{ known_on('purchases', 'windows.last_day') }}
    group by windows.split_name

)

select * from final
