-- How far a figure may lie from what it is compared with, by its kind: from the compared value times `low` less
-- `below` to that times `high` plus `above`. The vars `sense_…` say how much.

with final as (

    {%- for kind, compared_with, low, high, less, more in [
        ('count', 'last_publication', 1 / var('sense_factor'), var('sense_factor'), 0, 0),
        ('count', 'history', 1 / var('sense_season_factor'), var('sense_season_factor'), 0, 0),
        ('season', 'last_publication', 1 / var('sense_season_factor'), var('sense_season_factor'), 0, 0),
        ('season', 'history', 1 / var('sense_season_factor'), var('sense_season_factor'), 0, 0),
        ('whole', 'last_publication', 1 - var('sense_loss'), var('sense_factor'), 0, 0),
        ('level', 'last_publication', 1 / var('sense_price_factor'), var('sense_price_factor'), 0, 0),
        ('level', 'history', 1 / var('sense_price_factor'), var('sense_price_factor'), 0, 0),
        ('share', 'last_publication', 1, 1, var('sense_share'), var('sense_share')),
        ('ill', 'last_publication', 0, 1, 0, var('sense_share')),
        ('ill', 'history', 0, 1, 0, 2 * var('sense_share')),
        ('ill', 'limit', 0, 1, 0, 0),
        ('sameness', 'last_publication', 0, 1, 0, var('sense_same_lists')),
        ('day', 'last_publication', 1, 1, 0, var('sense_days')),
    ] %}
    select
        '{{ kind }}' as kind,
        '{{ compared_with }}' as compared_with,
        cast({{ low }} as double) as low,
        cast({{ high }} as double) as high,
        cast({{ less }} as double) as below,
        cast({{ more }} as double) as above
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
