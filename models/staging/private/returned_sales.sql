-- Which sale was taken back, on which day, by which row of the export: what the surest way pairs is left out of the
-- next.

with events as (

    select * from {{ ref('return_events') }}

),

{% for way in ways_to_pair() %}
{% set earlier = "events" if loop.first else "left_after_" ~ loop.index0 %}
pairs_{{ loop.index }} as (

    select * from {{ pairs_of_returns(earlier, way) }}

),

left_after_{{ loop.index }} as (

    select events.*
    from {{ earlier }} as events
    left join pairs_{{ loop.index }} as of_return on events.event_number = of_return.event_number
    left join pairs_{{ loop.index }} as of_sale on events.sale_id = of_sale.sale_id
    where of_return.event_number is null and of_sale.sale_id is null

),

{% endfor %}
pairs as (

    {% for way in ways_to_pair() %}
    select * from pairs_{{ loop.index }}
    {{ "union all" if not loop.last }}
    {% endfor %}

),

final as (

    select
        pairs.sale_id,
        events.event_date as taken_back_on,
        events.source_file as return_file,
        events.source_row as return_row
    from pairs
    inner join events on pairs.event_number = events.event_number

)

select * from final
