-- Each customer's drivers as one sentence in two languages, and as codes. Who has none that is worth a word gets
-- the plain facts beside the average customer's.

{% set languages = reason_languages() -%}
with customers as (

    select
        scores.model_name,
        scores.customer_id,
        features.days_since_last_purchase,
        features.purchase_count,
        avg(features.days_since_last_purchase) over () as mean_days_since,
        avg(features.purchase_count) over () as mean_purchase_count
    from {{ ref('next_purchase_champion_scores') }} as scores
    inner join {{ ref('customer_features') }} as features
        on scores.customer_id = features.customer_id
            and scores.as_of_date = features.as_of_date
    where scores.split_name = 'today' and scores.horizon_days = {{ longest_horizon() }}

),

sentences as (

    select
        customer_id,
        {%- for suffix in languages %}
        {{ dbt.listagg('case when contribution > 0 then words' ~ suffix ~ ' end', "'; '", 'order by driver_rank') }} as raising_words{{ suffix }},
        {{ dbt.listagg('case when contribution < 0 then words' ~ suffix ~ ' end', "'; '", 'order by driver_rank') }} as lowering_words{{ suffix }},
        {%- endfor %}
        {{ dbt.listagg('code', "','", 'order by driver_rank') }} as reason_codes
    from {{ ref('next_purchase_drivers') }}
    group by customer_id

),

final as (

    select
        customers.model_name,
        customers.customer_id,
        {%- for suffix, said in languages.items() %}
        coalesce(
            nullif(concat_ws(
                ' ',
                '{{ said.raising }}: ' || sentences.raising_words{{ suffix }} || '.',
                '{{ said.lowering }}: ' || sentences.lowering_words{{ suffix }} || '.'
            ), ''),
            '{{ said.plain[0] }}' || {{ counted('customers.days_since_last_purchase', 'day', said.name) }}
            || '{{ said.plain[1] }}' || {{ counted('customers.mean_days_since', 'day', said.name) }} || '), '
            || {{ counted('customers.purchase_count', 'purchase', said.name) }} || '{{ said.plain[2] }}'
            || cast(cast(round(customers.mean_purchase_count, 1) as decimal(18, 1)) as varchar) || ').'
        ) as reason{{ suffix }},
        {%- endfor %}
        coalesce(sentences.reason_codes, 'nothing_stands_out') as reason_codes
    from customers
    left join sentences on customers.customer_id = sentences.customer_id

)

select * from final
