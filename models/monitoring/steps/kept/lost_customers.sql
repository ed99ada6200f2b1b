-- How many of last night's customers are none tonight: customers stay, unless they have got another id.

with earlier_predictions as (

    select * from {{ ref('earlier_predictions') }}

),

last_night as (

    select
        as_of_date,
        customer_id
    from earlier_predictions
    qualify as_of_date = max(as_of_date) over ()

),

final as (

    select
        last_night.as_of_date as last_night,
        count(*) as customer_count,
        count(*) filter (where customers.customer_id is null) as lost_count
    from last_night
    left join {{ ref('dim_customers') }} as customers on last_night.customer_id = customers.customer_id
    group by last_night.as_of_date

)

select * from final
