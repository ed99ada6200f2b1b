-- BG/NBD scored in closed form. Given alive, the rate is Gamma(r + x, alpha + T), so the probability of
-- no purchase within h is ((alpha + T) / (alpha + T + h)) ^ (r + x); see docs/methods/bg_nbd.md.

with histories as (

    select * from {{ ref('bg_nbd_histories') }}
    where is_scored

),

parameters as (

    select * from {{ ref('bg_nbd_parameters') }}

),

posteriors as (

    select
        histories.split_name,
        histories.as_of_date,
        histories.customer_id,
        parameters.r + histories.repeat_purchase_count as shape,
        parameters.alpha + histories.age_weeks as rate_weeks,
        case
            when histories.repeat_purchase_count = 0 then 1.0e0
            else 1 / (
                    1 + parameters.a / (parameters.b + histories.repeat_purchase_count - 1)
                    * exp(
                        (parameters.r + histories.repeat_purchase_count)
                        * ln((parameters.alpha + histories.age_weeks) / (parameters.alpha + histories.recency_weeks))
                    )
                )
        end as alive_probability
    from histories
    inner join parameters on histories.split_name = parameters.split_name

),

scored as (

    select
        posteriors.*,
        horizons.horizon_days,
        1 - exp(-posteriors.shape * ln(1 + horizons.horizon_days / 7.0e0 / posteriors.rate_weeks))
            as alive_purchase_probability
    from posteriors
    cross join {{ horizon_table() }} as horizons

),

final as (

    select
        split_name,
        as_of_date,
        customer_id,
        horizon_days,
        alive_probability * alive_purchase_probability as probability,
    {%- for name, share in expected_date_shares().items() %}
        case when horizon_days = {{ longest_horizon() }} then {{ date_plus_days('as_of_date',
            "cast(ceil(7 * rate_weeks * (exp(-ln(1 - " ~ share ~ " * alive_purchase_probability) / shape) - 1)) as integer)"
        ) }} end as {{ name }}{% if not loop.last %},{% endif %}
    {%- endfor %}
    from scored

)

select * from final
