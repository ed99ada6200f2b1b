-- What earlier nights promised each customer, as readers had it. Before the first publication nothing.

with published as (

    select * from {{ source('published', 'last_predictions') }}

),

final as (

    select
        as_of_date,
        customer_id,
        model_name,
        chance_5d,
        chance_7d,
        chance_14d,
        chance_30d,
        chance_60d,
        chance_90d,
        is_synthetic
    from published

)

select * from final
