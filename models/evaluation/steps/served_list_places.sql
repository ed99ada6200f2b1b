-- Each place of the champion's lists in the backtests' windows, as it was ranked and as it is served.

{% set length = judged_list_lengths() | max -%}

with champion as (

    select * from {{ ref('next_items_champion') }}

),

places as (

    select * from {{ ref('next_items_places') }}

),

listed_customers as (

    select * from {{ ref('listed_customers') }}

),

outcomes as (

    select * from {{ ref('next_items_outcomes') }}

),

listed as (

    select
        'ranked' as version,
        lists.split_name,
        lists.customer_id,
        lists.item_id,
        lists.probability
    from {{ ref('next_items_lists') }} as lists
    inner join champion on lists.model_name = champion.model_name
    where lists.rank <= {{ length }}
    union all
    select
        'served' as version,
        split_name,
        customer_id,
        item_id,
        probability
    from {{ ref('next_items_served') }}
    where rank <= {{ length }}

),

final as (

    select
        listed.version,
        listed.split_name,
        listed.customer_id,
        listed.item_id,
        places.category,
        places.pieces_left,
        listed.probability,
        listed_customers.weight,
        outcomes.item_id is not null as is_hit
    from listed
    inner join places
        on listed.split_name = places.split_name
            and listed.item_id = places.item_id
    inner join listed_customers
        on listed.split_name = listed_customers.split_name
            and listed.customer_id = listed_customers.customer_id
    left join outcomes
        on listed.split_name = outcomes.split_name
            and listed.customer_id = outcomes.customer_id
            and listed.item_id = outcomes.item_id
    where listed.split_name in ('validation', 'test')

)

select * from final
