-- What the parts of the blend promised in the windows that closed before the test, the validation's and the
-- folds', beside what happened. A part that is set aside on validation can't be weighed, and a fold in which
-- one of the others is has nothing to say.

{% set parts = blended_families() -%}
with scores as (

    {{ union_of_families('next_purchase', parts) }}

),

health as (

    select * from {{ ref('next_purchase_part_health') }}
    where is_healthy

),

outcomes as (

    select * from {{ ref('next_purchase_outcomes') }}

),

-- A large shop is sampled: the same customers whatever the order of the rows.
customers as (

    select
        split_name,
        customer_id
    from {{ ref('split_customers') }}
    where is_scored and (split_name = 'validation' or split_name like 'fold_%')
    qualify row_number() over (
            partition by split_name
            order by md5(customer_id), customer_id
        ) <= {{ var('max_training_rows') }}

),

weighed_parts as (

    select
        model_name,
        count(*) over () as part_count
    from health
    where split_name = 'validation' and model_name in ('{{ parts | join("', '") }}')

),

final as (

    select
        scores.split_name,
        scores.customer_id,
        scores.horizon_days,
        {%- for part in parts %}
        max(case when scores.model_name = '{{ part }}' then {{ cumulative_hazard('scores.probability') }} end)
            as {{ part }}_hazard,
        {%- endfor %}
        max(case when outcomes.days_to_next_purchase <= scores.horizon_days then 1 else 0 end) as has_bought
    from scores
    inner join health
        on scores.model_name = health.model_name
            and scores.split_name = health.split_name
    inner join weighed_parts on scores.model_name = weighed_parts.model_name
    inner join customers
        on scores.split_name = customers.split_name
            and scores.customer_id = customers.customer_id
    inner join outcomes
        on scores.customer_id = outcomes.customer_id
            and scores.as_of_date = outcomes.as_of_date
    where outcomes.days_observed >= scores.horizon_days
    group by scores.split_name, scores.customer_id, scores.horizon_days
    having count(*) = max(weighed_parts.part_count)

)

select * from final
