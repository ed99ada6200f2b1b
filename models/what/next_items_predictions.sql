-- The lists of every recommender, where they can be used, and how many customers each stands for.

with predictions as (

    {{ healthy_predictions('next_items') }}

),

listed_customers as (

    select * from {{ ref('listed_customers') }}

),

final as (

    select
        predictions.*,
        listed_customers.weight
    from predictions
    inner join listed_customers
        on predictions.split_name = listed_customers.split_name
            and predictions.customer_id = listed_customers.customer_id

)

select * from final
