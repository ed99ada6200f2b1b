-- The marts hold the predictions of the champion on the leaderboard, and of nobody else.
with shown as (

    select distinct
        'next_purchase' as task,
        model_name
    from {{ ref('customer_next_purchase') }}
    union all
    select distinct
        'next_items' as task,
        model_name
    from {{ ref('customer_next_items') }}
    union all
    select distinct
        'customer_value' as task,
        model_name
    from {{ ref('customer_value') }}

),

champions as (

    select distinct
        task,
        model_name
    from {{ ref('model_leaderboard') }}
    where is_champion

)

select shown.*
from shown
left join champions
    on shown.task = champions.task
        and shown.model_name = champions.model_name
where champions.model_name is null
