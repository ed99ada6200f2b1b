-- Each figure of this build beside what it is compared with, and how far from that it may lie: first
-- what chance alone may do, then what a shop may. The vars `sense_…` say how much.

with found as (

    select * from {{ ref('sense_of_sales') }}
    union all
    select * from {{ ref('sense_of_months') }}
    union all
    select * from {{ ref('sense_of_predictions') }}

),

last_published as (

    select last_publications.*
    from {{ ref('last_publications') }} as last_publications
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_publications.is_synthetic = sales_window.is_synthetic
    qualify row_number() over (
        partition by last_publications.measure
        order by last_publications.publication_number desc
    ) = 1

),

compared as (

    select
        found.check_name,
        'last_publication' as compared_with,
        found.found_value,
        last_published.measured_value as compared_value,
        found.luck
    from found
    inner join last_published on found.check_name = last_published.measure
    union all
    select
        check_name,
        'history' as compared_with,
        found_value,
        history_value as compared_value,
        luck
    from found
    where history_value is not null
    union all
    select
        check_name,
        'limit' as compared_with,
        found_value,
        {{ var('sense_most_rejected') }} as compared_value,
        0 as luck
    from found
    where check_name = 'share_rejected'

),

kinds as (

    {%- for check_name, (kind, words) in sense_checks().items() %}
    select
        '{{ check_name }}' as check_name,
        '{{ kind }}' as kind
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

-- From the compared value times `low` less `below` to that times `high` plus `above`.
tolerances as (

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

),

-- A count of n comes with a standard deviation of its root.
chances as (

    select
        compared.*,
        kinds.kind,
        case when kinds.kind in ('count', 'season', 'whole') then 3 * sqrt(greatest(compared.compared_value, 1)) else compared.luck end as chance
    from compared
    inner join kinds on compared.check_name = kinds.check_name

),

bounded as (

    select
        chances.*,
        greatest(0, (chances.compared_value - chances.chance) * tolerances.low - tolerances.below) as lower_bound,
        (chances.compared_value + chances.chance) * tolerances.high + tolerances.above as upper_bound
    from chances
    inner join tolerances
        on chances.kind = tolerances.kind
            and chances.compared_with = tolerances.compared_with

),

-- What readers see because it was let through is no surprise the next night.
known as (

    select
        bounded.*,
        coalesce(last_published.is_let_through, false)
        and bounded.compared_with <> 'last_publication' as is_known,
        last_bounds.lower_bound as last_lower_bound,
        last_bounds.upper_bound as last_upper_bound
    from bounded
    left join last_published on bounded.check_name = last_published.measure
    left join bounded as last_bounds
        on bounded.check_name = last_bounds.check_name
            and last_bounds.compared_with = 'last_publication'

),

final as (

    select
        check_name,
        kind,
        compared_with,
        found_value,
        compared_value,
        case when is_known then least(lower_bound, last_lower_bound) else lower_bound end as lower_bound,
        case when is_known then greatest(upper_bound, last_upper_bound) else upper_bound end as upper_bound
    from known

)

select * from final
