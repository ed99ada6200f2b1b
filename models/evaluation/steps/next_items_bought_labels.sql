-- What each buyer who is judged bought in the window, at three levels: the items, their archetypes, their
-- categories; and whether the customer had bought the like before.

with outcomes as (

    select outcomes.*
    from {{ ref('next_items_outcomes') }} as outcomes
    inner join {{ ref('listed_customers') }} as listed_customers
        on outcomes.split_name = listed_customers.split_name
            and outcomes.customer_id = listed_customers.customer_id
    where outcomes.split_name in ('validation', 'test')

),

history as (

    select * from {{ ref('customer_item_history') }}

),

catalogue as (

    select * from {{ ref('item_features') }}
    where is_sellable

),

{% for level, label in item_levels().items() -%}
{{ level }}_labels as (

    select
        outcomes.split_name,
        outcomes.customer_id,
        '{{ level }}' as item_level,
        outcomes.{{ label }} as label,
        bool_or(known.{{ label }} is not null) as is_repeat,
        bool_or(sellable.{{ label }} is not null) as is_reachable
    from outcomes
    left join (
        select distinct
            split_name,
            customer_id,
            {{ label }}
        from history
    ) as known
        on outcomes.split_name = known.split_name
            and outcomes.customer_id = known.customer_id
            and outcomes.{{ label }} = known.{{ label }}
    left join (
        select distinct
            split_name,
            {{ label }}
        from catalogue
    ) as sellable
        on outcomes.split_name = sellable.split_name
            and outcomes.{{ label }} = sellable.{{ label }}
    group by outcomes.split_name, outcomes.customer_id, outcomes.{{ label }}

),

{% endfor -%}
final as (

    {%- for level in item_levels() %}
    select * from {{ level }}_labels
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
