-- Who was shown what, the first time in each arm.

with raw_exposures as (

    select * from {{ source('export', 'raw_exposures') }}

),

final as (

    select
        experiment_name,
        customer_id,
        arm,
        min(shown_at) as shown_at
    from raw_exposures
    group by experiment_name, customer_id, arm

)

select * from final
