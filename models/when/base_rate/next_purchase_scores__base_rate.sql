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

group_scores as (

    select * from {{ ref('base_rate_group_scores') }}

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
