-- Every way to part five fifths among the parts, and how much worse than the best of them it did, by the
-- integrated Brier score over customers and windows.

{% set parts = blended_families() -%}
with candidates as (

    select * from {{ ref('blend_mixes') }}

),

losses as (

    select * from {{ ref('blend_losses') }}

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
