-- What each part of the blend counts, the same in every split: the most even of the candidates that are not
-- clearly worse than the best, by two standard errors; weights that are not learned are hard to beat. Where
-- no window could be judged all parts count alike.

{% set parts = blended_families() -%}
with candidates as (

    select * from {{ ref('blend_candidates') }}

),

splits as (

    select role as split_name
    from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'fold')

),

chosen as (

    select * from candidates
    where excess_loss <= 2 * excess_standard_error
    qualify row_number() over (order by round(unevenness, 6), mean_loss, candidate_number) = 1

),

weights as (

    {%- for part in parts %}
    select
        '{{ part }}' as model_name,
        coalesce(max({{ part }}_weight), {{ 1 / parts | length }}) as weight
    from chosen
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        splits.split_name,
        weights.model_name,
        weights.weight
    from splits
    cross join weights

)

select * from final
-- Threads leave rows in any order, and that of a fit's rows is kept with it.
order by split_name, model_name
