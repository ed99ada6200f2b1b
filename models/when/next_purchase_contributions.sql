-- What moves a customer's rate of purchases against that of the average customer, by each model that
-- can tell. The season is the same for all customers and stands against the year before.

{% set weights = blended_families() -%}

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

-- A part of the blend that can't tell, BG/NBD, leaves its share unsaid.
contributions as (

    select * from told
    union all
    select
        'blend' as model_name,
        split_name,
        customer_id,
        feature,
        sum(case model_name
        {%- for part, weight in weights.items() %}
            when '{{ part }}' then {{ weight }} * contribution
        {%- endfor %}
        end) / {{ weights.values() | sum }} as contribution
    from told
    group by split_name, customer_id, feature

),

final as (

    select
        model_name,
        split_name,
        customer_id,
        feature,
        -- Six decimals: the last bits of an average depend on the order of its rows.
        round(
            contribution - case
                when feature = 'season' then 0
                else avg(contribution) over (partition by model_name, split_name, feature)
            end, 6
        ) as contribution
    from contributions

)

select * from final
