-- The baseline of every timing metric: the share of those in the same group of recency who bought.

with split_customers as (

    select * from {{ ref('split_customers') }}
    where is_scored

),

covariates as (

    select
        customer_id,
        as_of_date,
        {{ recency_bucket() }} as recency_bucket
    from {{ ref('survival_covariates') }}

),

curves as (

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

group_scores as (

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

),

final as (

    select
        split_customers.split_name,
        split_customers.as_of_date,
        split_customers.customer_id,
        horizons.horizon_days,
        coalesce(group_scores.probability, shop_scores.probability, 0) as probability,
    {%- for name in expected_date_shares() %}
        {{ date_plus_days('split_customers.as_of_date',
            'coalesce(group_scores.' ~ name ~ '_days, shop_scores.' ~ name ~ '_days)') }} as {{ name }}{% if not loop.last %},{% endif %}
    {%- endfor %}
    from split_customers
    inner join covariates
        on split_customers.customer_id = covariates.customer_id
            and split_customers.as_of_date = covariates.as_of_date
    cross join {{ horizon_table() }} as horizons
    left join group_scores
        on split_customers.split_name = group_scores.split_name
            and covariates.recency_bucket = group_scores.recency_bucket
            and horizons.horizon_days = group_scores.horizon_days
    left join group_scores as shop_scores
        on split_customers.split_name = shop_scores.split_name
            and shop_scores.recency_bucket is null
            and horizons.horizon_days = shop_scores.horizon_days

)

select * from final
