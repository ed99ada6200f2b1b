-- How a customer has bought an item until a date, in days.

{{ config(materialized='view') }}

with history as (

    select * from {{ ref('customer_item_history') }}

),

final as (

    select
        split_name as role,
        customer_id,
        item_id,
        purchase_count,
        {{ dbt.datediff('last_purchase_date', 'as_of_date', 'day') }} as days_since_last,
        {{ dbt.datediff('first_purchase_date', 'as_of_date', 'day') }} as days_since_first,
        {{ dbt.datediff('first_purchase_date', 'last_purchase_date', 'day') }}
        / nullif(purchase_count - 1.0e0, 0) as usual_gap_days
    from history

)

select * from final
