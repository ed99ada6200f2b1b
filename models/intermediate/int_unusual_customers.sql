-- Who buys as no person does: a till's walk-in, a cashier's card, a wholesaler. Each measure is held
-- against the shop's own customers, and only where there is enough of it to be a habit.

{% set measures = {
    'visits_a_week': ("visit_count >= " ~ var('unusual_visits'), 0),
    'pieces_a_week': ("piece_count >= " ~ var('unusual_pieces'), 0),
    'pieces_a_visit': ("visit_count >= " ~ var('unusual_bulk_visits'), var('unusual_pieces_a_visit')),
    'busy_days': ("true", var('unusual_busy_days')),
} -%}

with rates as (

    select * from {{ ref('int_customer_purchase_rates') }}

),

measured as (

    {%- for measure, (is_enough, least_bound) in measures.items() %}
    select
        customer_id,
        '{{ measure }}' as measure,
        cast({{ measure }} as double) as figure,
        {{ is_enough }} as is_enough,
        cast({{ least_bound }} as double) as least_bound
    from rates
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

placed as (

    select
        *,
        row_number() over (partition by measure order by figure, customer_id) as figure_rank,
        count(*) over (partition by measure) as customer_count
    from measured

),

-- What is usual is what 99 of 100 customers stay within; in a shop too small for that the three
-- highest do not count, since they may be the very ones.
usual as (

    select
        measure,
        max(figure) as usual_figure
    from placed
    where figure_rank <= greatest(1, least(ceil(0.99 * customer_count), customer_count - 3))
    group by measure

),

bounded as (

    select
        measured.*,
        usual.usual_figure,
        greatest(measured.least_bound, {{ var('unusual_multiple') }} * usual.usual_figure) as bound
    from measured
    inner join usual on measured.measure = usual.measure

),

final as (

    select
        customer_id,
        measure,
        figure,
        usual_figure,
        bound
    from bounded
    where is_enough and figure > bound
    qualify row_number() over (partition by customer_id order by figure / bound desc, measure) = 1

)

select * from final
