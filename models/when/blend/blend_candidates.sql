-- Every way to part five fifths among the parts, and how much worse than the best of them it did, by the
-- integrated Brier score over customers and windows.

{% set parts = blended_families() -%}
with judged as (

    select * from {{ ref('blend_judged') }}

),

horizons as (

    select * from {{ ref('horizon_widths') }}

),

candidates as (

    select
        row_number() over (order by {{ parts | join('.number, ') }}.number) as candidate_number,
        {%- for part in parts %}
        {{ part }}.number / 5.0e0 as {{ part }}_weight{{ "," if not loop.last }}
        {%- endfor %}
    from {{ number_table(0, 5) }} as {{ parts | join(' cross join ' ~ number_table(0, 5) ~ ' as ') }}
    where {{ parts | join('.number + ') }}.number = 5

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

losses as (

    select
        blended.candidate_number,
        blended.split_name,
        blended.customer_id,
        {{ exact_sum('horizons.width_days * power(blended.probability - blended.has_bought, 2)') }} as loss
    from blended
    inner join horizons on blended.horizon_days = horizons.horizon_days
    where blended.probability is not null
    group by blended.candidate_number, blended.split_name, blended.customer_id

),

best as (

    select candidate_number
    from losses
    group by candidate_number
    order by round({{ exact_sum('loss') }} / count(*), 9), candidate_number
    limit 1

),

compared as (

    select
        losses.candidate_number,
        count(*) as window_customer_count,
        round({{ exact_sum('losses.loss') }} / count(*), 9) as mean_loss,
        round({{ exact_sum('losses.loss - best_losses.loss') }} / count(*), 9) as excess_loss,
        round(coalesce(
            {{ exact_deviation('cast(losses.loss - best_losses.loss as decimal(18, 12))') }}, 0
        ) / sqrt(count(*)), 9) as excess_standard_error
    from losses
    cross join best
    inner join losses as best_losses
        on best.candidate_number = best_losses.candidate_number
            and losses.split_name = best_losses.split_name
            and losses.customer_id = best_losses.customer_id
    group by losses.candidate_number

),

final as (

    select
        candidates.*,
        {% for part in parts -%}
        {{ "+ " if not loop.first }}power(candidates.{{ part }}_weight, 2)
        {% endfor -%}
        as unevenness,
        compared.window_customer_count,
        compared.mean_loss,
        compared.excess_loss,
        compared.excess_standard_error
    from candidates
    inner join compared on candidates.candidate_number = compared.candidate_number

)

select * from final
