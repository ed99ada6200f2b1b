-- What each group of recency is predicted: its curve, and of the longest horizon the days of the expected date.

with curves as (

    select * from {{ ref('base_rate_curves') }}

),

-- A group that the training rows have none of takes the average of the others.
every_curve as (

    select * from curves
    union all
    select
        split_name,
        null as recency_bucket,
        day,
        {{ exact_sum('probability') }} / count(*) as probability
    from curves
    group by split_name, day

),

long_shares as (

    select
        split_name,
        recency_bucket,
        max(probability) as longest_probability
    from every_curve
    group by split_name, recency_bucket

),

-- The days of the expected date, which nobody has where nobody ever came back.
group_days as (

    select
        every_curve.split_name,
        every_curve.recency_bucket,
    {%- for name, share in expected_date_shares().items() %}
    min(case
        when every_curve.probability >= {{ share }} * nullif(long_shares.longest_probability, 0) then every_curve.day
        end) as {{ name }}_days{{ "," if not loop.last }}
    
{%- endfor %}
    from every_curve
    inner join long_shares
        on every_curve.split_name = long_shares.split_name
            and every_curve.recency_bucket is not distinct from long_shares.recency_bucket
    group by every_curve.split_name, every_curve.recency_bucket

),

final as (

    select
        every_curve.split_name,
        every_curve.recency_bucket,
        every_curve.day as horizon_days,
        every_curve.probability,
    {%- for name in expected_date_shares() %}
    case when every_curve.day = {{ longest_horizon() }} then group_days.{{ name }}_days end as {{ name }}_days{{ "," if not loop.last }}
    
{%- endfor %}
    from every_curve
    inner join group_days
        on every_curve.split_name = group_days.split_name
            and every_curve.recency_bucket is not distinct from group_days.recency_bucket

)

select * from final
