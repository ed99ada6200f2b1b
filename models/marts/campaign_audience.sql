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
        || ', by ' || case campaigns.gain_basis when 'stated' then 'what the shop states' else 'what was measured' end
        || '. ' || reasons.reason as reason,
        'Контакт поднимает вероятность покупки за ' || campaigns.within_days || ' дн. с '
        || replace({{ percent('taken.probability') }}, '.', ',') || ' до '
        || replace({{ percent('taken.probability + taken.rise') }}, '.', ',')
        || case campaigns.gain_basis when 'stated' then ', по оценке магазина' else ', как показал эксперимент' end
        || '. ' || reasons.reason_ru as reason_ru,
        taken.expected_gain,
        campaigns.gain_basis,
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
    inner join reasons on taken.customer_id = reasons.customer_id
    left join items on taken.customer_id = items.customer_id

)

select * from final
order by campaign_name, rank
