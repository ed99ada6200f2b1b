-- What each part counts in a split: its weight among those that are healthy there, so that the others share
-- the part of one that is set aside.

with weights as (

    select * from {{ ref('blend_weights') }}
    where weight > 0

),

health as (

    select * from {{ ref('next_purchase_part_health') }}
    where is_healthy

),

final as (

    select
        weights.split_name,
        weights.model_name,
        weights.weight
        / cast(sum(cast(weights.weight as decimal(18, 12))) over (partition by weights.split_name) as double) as blend_share
    from weights
    inner join health
        on weights.model_name = health.model_name
            and weights.split_name = health.split_name

)

select * from final
