-- Whose contributions make up the reasons that people read: the family that is served today, or the parts of
-- the blend where the blend is. Nobody reads why another one would have said what it was not asked.

with served as (

    select distinct
        split_name,
        model_name
    from {{ ref('next_purchase_champion_scores') }}
    where split_name = 'today'

),

final as (

    select
        split_name,
        model_name as served_model_name,
        model_name,
        1.0e0 as served_share
    from served
    {%- if 'blend' in families('next_purchase') %}
    where model_name <> 'blend'
    union all
    select
        served.split_name,
        served.model_name as served_model_name,
        parts.model_name,
        parts.blend_share as served_share
    from served
    inner join {{ ref('blend_shares') }} as parts on served.split_name = parts.split_name
    where served.model_name = 'blend'
    {%- endif %}

)

select * from final
