with taken as (

    select
        turns.rank,
        candidates.*
    from {{ ref('campaign_turns') }} as turns
    inner join {{ ref('campaign_candidates') }} as candidates
        on turns.campaign_number = candidates.campaign_number
            and turns.customer_id = candidates.customer_id

),

campaigns as (

    select * from {{ ref('campaigns') }}

),

reasons as (

    select
        customer_id,
        reason,
        reason_ru
    from {{ ref('customer_next_purchase') }}

),

items as (

    select
        customer_id,
        {%- for place in range(1, 4) %}
        max(case when rank = {{ place }} then item_id end) as item_id_{{ place }},
        max(case when rank = {{ place }} then item_name end) as item_name_{{ place }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('customer_next_items') }}
    group by customer_id

),

final as (

    select
        taken.campaign_name,
        taken.customer_id,
        taken.as_of_date,
        taken.rank,
        taken.arm,
        'A contact raises the chance to buy within ' || campaigns.within_days || ' days from '
        || {{ percent('taken.probability') }} || ' to ' || {{ percent('taken.probability + taken.rise') }}
        || ', by ' || case responses.response_basis
            when 'stated' then 'what the shop states'
            when 'measured_overall' then 'what was measured'
            else 'what was measured in this segment'
        end
        || '. ' || reasons.reason as reason,
        'Контакт поднимает вероятность покупки за ' || campaigns.within_days || ' дн. с '
        || replace({{ percent('taken.probability') }}, '.', ',') || ' до '
        || replace({{ percent('taken.probability + taken.rise') }}, '.', ',')
        || case responses.response_basis
            when 'stated' then ', по оценке магазина'
            when 'measured_overall' then ', как показал эксперимент'
            else ', как показал эксперимент в этом сегменте'
        end
        || '. ' || reasons.reason_ru as reason_ru,
        taken.expected_gain,
        campaigns.gain_basis,
        responses.response,
        responses.response_lower,
        responses.response_upper,
        responses.response_basis,
        responses.response_refusal,
        responses.response_refusal_ru,
        taken.probability,
        taken.expected_spend,
        taken.expected_order_value,
        taken.contact_cost,
        {%- for place in range(1, 4) %}
        items.item_id_{{ place }},
        items.item_name_{{ place }},
        {%- endfor %}
        campaigns.is_synthetic
    from taken
    inner join campaigns on taken.campaign_name = campaigns.campaign_name
    inner join {{ ref('campaign_responses') }} as responses
        on taken.campaign_name = responses.campaign_name
            and taken.rfm_segment is not distinct from responses.rfm_segment
    inner join reasons on taken.customer_id = reasons.customer_id
    left join items on taken.customer_id = items.customer_id

)

select * from final
order by campaign_name, rank
