-- What has happened by a day has happened by the next: hazards and base rates add up.
with curves as (

    select
        'cox_baseline_hazard' as curve,
        split_name,
        '' as recency_bucket,
        day,
        cumulative_hazard as height
    from {{ ref('cox_baseline_hazard') }}
    union all
    select
        'base_rate_curves' as curve,
        split_name,
        recency_bucket,
        day,
        probability as height
    from {{ ref('base_rate_curves') }}

),

steps as (

    select
        *,
        lag(height) over (partition by curve, split_name, recency_bucket order by day) as height_before
    from curves

)

select * from steps
where height < height_before - 1e-12
