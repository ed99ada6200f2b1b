-- Each figure of this build beside what it is compared with, and what chance alone may do to that.

with found as (

    select * from {{ ref('sense_of_sales') }}
    union all
    select * from {{ ref('sense_of_months') }}
    union all
    select * from {{ ref('sense_of_predictions') }}

),

last_values as (

    select * from {{ ref('sense_last_values') }}

),

kinds as (

    {%- for check_name, (kind, words) in sense_checks().items() %}
    select
        '{{ check_name }}' as check_name,
        '{{ kind }}' as kind
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

compared as (

    select
        found.check_name,
        'last_publication' as compared_with,
        found.found_value,
        last_values.measured_value as compared_value,
        found.luck
    from found
    inner join last_values on found.check_name = last_values.check_name
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

-- A count of n comes with a standard deviation of its root.
final as (

    select
        compared.check_name,
        kinds.kind,
        compared.compared_with,
        compared.found_value,
        compared.compared_value,
        case
            when kinds.kind in ('count', 'season', 'whole') then 3 * sqrt(greatest(compared.compared_value, 1))
            else compared.luck
        end as chance
    from compared
    inner join kinds on compared.check_name = kinds.check_name

)

select * from final
