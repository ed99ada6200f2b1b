-- The latest items of each customer until a date: what their next ones are found by. Who has bought
-- hundreds of items says little by any one of them, and would make millions of pairs.

{% set most_items = 30 -%}

with history as (

    select * from {{ ref('customer_item_history') }}

),

final as (

    select
        split_name as role,
        customer_id,
        item_id,
        last_purchase_date
    from history
    qualify row_number() over (
        partition by split_name, customer_id
        order by last_purchase_date desc, item_id asc
    ) <= {{ most_items }}

)

select * from final
