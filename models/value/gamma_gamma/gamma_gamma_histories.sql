-- A customer's history as BG/NBD times Gamma-Gamma reads it: repeat purchases in time, and what purchases came to.

with histories as (

    select * from {{ ref('bg_nbd_histories') }}

),

customer_features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        histories.*,
        customer_features.purchase_count,
        customer_features.average_order_value
    from histories
    inner join customer_features
        on histories.customer_id = customer_features.customer_id
            and histories.as_of_date = customer_features.as_of_date

)

select * from final
