-- How wrong each way to part the blend was of each customer in each window, by the integrated Brier score.

{% set parts = blended_families() -%}
with judged as (

    select * from {{ ref('blend_judged') }}

),

horizons as (

    select * from {{ ref('horizon_widths') }}

),

candidates as (

    select * from {{ ref('blend_mixes') }}

),

-- None where a candidate counts a part that can't be weighed.
blended as (

    select
        candidates.candidate_number,
        judged.split_name,
        judged.customer_id,
        judged.horizon_days,
        judged.has_bought,
        1 - exp(-(
            {%- for part in parts %}
            {{ "+ " if not loop.first }}case
                when candidates.{{ part }}_weight > 0 then candidates.{{ part }}_weight * judged.{{ part }}_hazard
                else 0
            end
            {%- endfor %}
        )) as probability
    from judged
    cross join candidates

),

final as (

    select
        blended.candidate_number,
        blended.split_name,
        blended.customer_id,
        {{ exact_sum('horizons.width_days * power(blended.probability - blended.has_bought, 2)') }} as loss
    from blended
    inner join horizons on blended.horizon_days = horizons.horizon_days
    where blended.probability is not null
    group by blended.candidate_number, blended.split_name, blended.customer_id

)

select * from final
