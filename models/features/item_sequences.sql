-- The customers' sequences as of the date of each split, with the kind of each piece as it is priced by then.

{{ config(materialized='view') }}

with sequences as (

    select * from {{ ref('customer_sequences') }}

),

items as (

    select * from {{ ref('item_features') }}
    where kind = 'split'

),

final as (

    select
        items.split_name,
        sequences.as_of_date,
        sequences.customer_id,
        sequences.position,
        sequences.item_id,
        items.archetype,
        items.category,
        items.metal,
        items.price_tier
    from sequences
    inner join items
        on sequences.as_of_date = items.as_of_date
            and sequences.item_id = items.item_id

)

select * from final
