-- What moves a customer's rate of purchases against that of the average customer, by the model that is served.
-- The season is the same for all customers and stands against the year before.

with explained as (

    select * from {{ ref('next_purchase_explained') }}

),

told as (

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

    select
        explained.served_model_name as model_name,
        told.split_name,
        told.customer_id,
        told.feature,
        {{ exact_sum('explained.served_share * told.contribution') }} as contribution
    from told
    inner join explained
        on told.split_name = explained.split_name
            and told.model_name = explained.model_name
    group by explained.served_model_name, told.split_name, told.customer_id, told.feature

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
