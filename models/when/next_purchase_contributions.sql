-- What moves a customer's rate of purchases against that of the average customer, by each model that
-- can tell. The season is the same for all customers and stands against the year before.

with told as (

    {%- for name, family in families('next_purchase').items() if family.contributions %}
    {{ "union all" if not loop.first }}
    select
        '{{ name }}' as model_name,
        split_name,
        customer_id,
        feature,
        contribution
    from {{ ref(family.contributions) }}
    where feature <> 'intercept'
    {%- endfor %}

),

{% set is_blended = 'blend' in families('next_purchase') -%}
{% if is_blended -%}
shares as (

    select * from {{ ref('blend_shares') }}

),

{% endif -%}
-- A part of the blend that can't tell, BG/NBD, leaves its share unsaid.
contributions as (

    select * from told
    {%- if is_blended %}
    union all
    select
        'blend' as model_name,
        told.split_name,
        told.customer_id,
        told.feature,
        {{ exact_sum('shares.blend_share * told.contribution') }} as contribution
    from told
    inner join shares
        on told.split_name = shares.split_name
            and told.model_name = shares.model_name
    group by told.split_name, told.customer_id, told.feature
    {%- endif %}

),

final as (

    select
        model_name,
        split_name,
        customer_id,
        feature,
        -- The average is one of decimals: that of doubles depends on the order of the rows.
        round(
            contribution - case
                when feature = 'season' then 0
                else cast(avg(cast(contribution as decimal(18, 12))) over (partition by model_name, split_name, feature) as double)
            end, 6
        ) as contribution
    from contributions

)

select * from final
