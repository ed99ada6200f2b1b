-- Landmarking: each row is somebody who, on a day in the past, had already waited so long, and what came of
-- it. What is learned for a split ends with the split's own as-of date.

with learned_from as (

    select
        split_name,
        as_of_date as split_as_of_date,
        customer_id
    from {{ ref('split_customers') }}
    where is_learned_from

),

landmarks as (

    select as_of_date
    from {{ ref('int_as_of_dates') }}
    where kind = 'landmark'

),

answers as (

    select * from {{ ref('next_purchases') }}

),

observed as (

    select
        learned_from.split_name,
        learned_from.split_as_of_date,
        answers.customer_id,
        answers.as_of_date,
        {{ dbt.datediff('answers.as_of_date', 'answers.settled_on', 'day') }} as days_at_risk,
        {{ dbt.datediff('answers.as_of_date', 'answers.next_purchase_date', 'day') }} as days_to_next_purchase
    from landmarks
    inner join answers on landmarks.as_of_date = answers.as_of_date
    inner join learned_from
        on landmarks.as_of_date < learned_from.split_as_of_date
            and answers.customer_id = learned_from.customer_id
            and answers.settled_on = least(
                {{ date_plus_days('answers.as_of_date', longest_horizon()) }}, learned_from.split_as_of_date
            )
    -- A large history is sampled: the same customers whatever the order of the rows.
    qualify row_number() over (
            partition by learned_from.split_name
            order by md5(answers.customer_id || cast(answers.as_of_date as {{ dbt.type_string() }})), answers.customer_id
        ) <= {{ var('max_training_rows') }}

),

final as (

    select
        split_name,
        split_as_of_date,
        customer_id,
        as_of_date,
        coalesce(least(days_to_next_purchase, days_at_risk), days_at_risk) as duration_days,
        coalesce(days_to_next_purchase <= days_at_risk, false) as is_purchase
    from observed

)

select * from final
