-- What an arm is known to bring in each segment, once its experiment is over. What a segment says of itself is drawn
-- towards what all of them say: wholly where they differ by no more than chance, little where they differ much.

with segment_ratios as (

    select * from {{ ref('segment_ratios') }}

),

drawn as (

    select
        *,
        own_weight * log_ratio + (1 - own_weight) * common_log as drawn_log,
        sqrt(own_weight * variance + power(1 - own_weight, 2) * common_variance) as drawn_error
    from segment_ratios

),

lifts as (

    select
        *,
        {%- for name, errors in {'': '0', '_lower': '-errors', '_upper': 'errors'}.items() %}
        exp(log_ratio + {{ errors }} * sqrt(variance)) - 1 as own_lift{{ name }},
        exp(drawn_log + {{ errors }} * drawn_error) - 1 as lift{{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from drawn

),

judged as (

    select
        *,
        case
            when log_ratio is null then 'few_buyers'
            when common_log is null then 'alone'
            when lift_upper - lift_lower > 2 * overall_lift then 'wide'
        end as refusal_code
    from lifts

),

final as (

    select
        experiment_name,
        arm,
        rfm_segment,
        customer_count,
        control_count,
        fewest_buyers,
        own_lift,
        own_lift_lower,
        own_lift_upper,
        own_weight,
        lift,
        lift_lower,
        lift_upper,
        {%- for language in ['en', 'ru'] %}
        {{ segment_refusal(language) }} as refusal{{ "_ru" if language == 'ru' }},
        {%- endfor %}
        is_synthetic
    from judged

)

select * from final
order by experiment_name, arm, rfm_segment
