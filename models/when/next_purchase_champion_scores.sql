-- The predictions of the champion, for every split: what the marts and the recommenders read.

with predictions as (

    select * from {{ ref('next_purchase_predictions') }}

),

champion as (

    select * from {{ ref('next_purchase_champion') }}

),

final as (

    select predictions.*
    from predictions
    inner join champion on predictions.model_name = champion.model_name

)

select * from final
