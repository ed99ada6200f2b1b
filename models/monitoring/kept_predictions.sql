-- What people were told, kept until it can be judged: one night a week, and tonight. Whoever is no customer
-- any more, as after a wish to be forgotten, is in no earlier night either.

with earlier_predictions as (

    select * from {{ ref('earlier_predictions') }}

),

still_known as (

    select earlier_predictions.*
    from earlier_predictions
    inner join {{ ref('dim_customers') }} as customers on earlier_predictions.customer_id = customers.customer_id

),

tonight as (

    select
        as_of_date,
        customer_id,
        model_name,
        {%- for horizon in all_horizons() %}
        cast(round(10000 * probability_{{ horizon }}d) as integer) as chance_{{ horizon }}d,
        {%- endfor %}
        is_synthetic
    from {{ ref('customer_next_purchase') }}

),

every_night as (

    select * from still_known
    union all
    select * from tonight

),

-- The first night of each week that there is one of; the last is tonight's, a week's first or not.
nights as (

    select as_of_date
    from (select distinct as_of_date from every_night) as distinct_nights
    qualify row_number() over (
            partition by {{ dbt.date_trunc('week', 'as_of_date') }}
            order by as_of_date
        ) = 1
        or row_number() over (order by as_of_date desc) = 1

),

kept_nights as (

    select as_of_date
    from nights
    qualify row_number() over (order by as_of_date desc) <= {{ var('kept_prediction_nights') }}

),

final as (

    select every_night.*
    from every_night
    inner join kept_nights on every_night.as_of_date = kept_nights.as_of_date

)

select * from final
order by as_of_date, customer_id
