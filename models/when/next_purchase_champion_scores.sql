-- The predictions that people get, for every split: the champion's, or, where it is set aside, those of the
-- next best on validation.

with predictions as (

    select * from {{ ref('next_purchase_predictions') }}

),

champion as (

    select * from {{ ref('next_purchase_champion') }}

),

ranking as (

    select * from {{ ref('next_purchase_ranking') }}
    where split_name = 'validation'

),

health as (

    select * from {{ ref('next_purchase_health') }}
    where is_healthy

),

serving as (

    select
        health.split_name,
        health.model_name
    from health
    inner join ranking on health.model_name = ranking.model_name
    cross join champion
    qualify row_number() over (
        partition by health.split_name
        order by health.model_name = champion.model_name desc, ranking.model_rank asc
    ) = 1

),

final as (

    select predictions.*
    from predictions
    inner join serving
        on predictions.split_name = serving.split_name
            and predictions.model_name = serving.model_name

)

select * from final
