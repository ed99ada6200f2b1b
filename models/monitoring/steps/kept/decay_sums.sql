-- Sums that every metric of a closed window comes from, and their squares and products, from which its
-- interval does: of all customers, by whether they had returned, and by town.

with closed as (

    select * from {{ ref('closed_predictions') }}

),

segmented as (

    {%- for segment_kind, segment in [('all', "'all'"), ('history', 'history'), ('town', 'town')] %}
    select
        as_of_date,
        model_name,
        horizon_days,
        '{{ segment_kind }}' as segment_kind,
        {{ segment }} as segment,
        probability,
        has_bought,
        power(probability - has_bought, 2) as squared_error
    from closed
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        as_of_date,
        model_name,
        horizon_days,
        segment_kind,
        segment,
        count(*) as customers,
        sum(has_bought) as bought,
        sum(has_bought) / cast(count(*) as double) as bought_share,
        {{ exact_sum('probability') }} as expected,
        {{ exact_sum('probability * probability') }} as expected_squares,
        {{ exact_sum('probability * has_bought') }} as expected_of_buyers,
        {{ exact_sum('squared_error') }} as squared_error,
        {{ exact_sum('squared_error * squared_error') }} as squared_error_squares,
        {{ exact_sum('squared_error * has_bought') }} as squared_error_of_buyers
    from segmented
    group by as_of_date, model_name, horizon_days, segment_kind, segment

)

select * from final
