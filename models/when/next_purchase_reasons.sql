-- The strongest contributions, as codes and in words of two languages. Features that say the same thing are one
-- driver, by the seed `reason_features`; how a driver is said stands in the seed `reason_phrases`.

{% set most_drivers = 3 -%}
{% set least_contribution = 0.05 -%}  {#- less than 5 % on the rate is not worth a word -#}
{#- Each language by the suffix of its columns. -#}
{% set languages = {
    '': {
        'name': 'en', 'raising': 'For a purchase', 'lowering': 'Against',
        'early': 'is not over yet', 'soon': 'is nearly over', 'due': 'has just passed', 'late': 'has long passed',
        'plain': ['Last bought ', ' ago (on average ', ' so far (on average '],
    },
    '_ru': {
        'name': 'ru', 'raising': 'За покупку', 'lowering': 'Против',
        'early': 'ещё не прошёл', 'soon': 'почти прошёл', 'due': 'только что прошёл', 'late': 'давно прошёл',
        'plain': ['Последняя покупка ', ' назад (в среднем ', ' (в среднем '],
    },
} -%}
{% set words = {} -%}
{% for suffix, said in languages.items() -%}
{% set language = said.name -%}
{% set values = {
    'days_since': counted('customers.days_since_last_purchase', 'day', language),
    'usual_gap': counted('customers.usual_gap_days', 'day', language),
    'tenure': counted('customers.tenure_days', 'day', language),
    'purchases': counted('customers.purchase_count', 'purchase', language),
    'purchases_90d': counted('customers.purchases_last_90d', 'purchase', language),
    'order_value': whole_number('customers.average_order_value'),
    'spend_180d': whole_number('customers.spend_last_180d'),
    'bonus_points': whole_number('customers.bonus_points'),
    'trade_in_percent': whole_number('100 * customers.trade_in_share'),
    'season_percent': whole_number('100 * abs(exp(drivers.contribution) - 1)'),
    'gap_state': "case customers.gap_state when 'early' then '" ~ said.early ~ "' when 'soon' then '" ~ said.soon
        ~ "' when 'due' then '" ~ said.due ~ "' when 'late' then '" ~ said.late ~ "' end",
} -%}
{% set phrase = namespace(sql="case when drivers.contribution > 0 then phrases.raising_phrase" ~ suffix
    ~ " else phrases.lowering_phrase" ~ suffix ~ " end") -%}
{% for name, value in values.items() -%}
{% set phrase.sql = "replace(" ~ phrase.sql ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", '?'))" -%}
{% endfor -%}
{% do words.update({suffix: phrase.sql}) -%}
{% endfor %}
with customers as (

    select
        scores.model_name,
        scores.customer_id,
        features.days_since_last_purchase,
        features.usual_gap_days,
        features.tenure_days,
        features.purchase_count,
        features.purchases_last_90d,
        features.average_order_value,
        features.spend_last_180d,
        features.bonus_points,
        features.trade_in_share,
        features.purchase_count > 1 as has_returned,
        case
            when features.gap_ratio < 0.7 then 'early'
            when features.gap_ratio < 1 then 'soon'
            when features.gap_ratio < 1.5 then 'due'
            when features.gap_ratio is not null then 'late'
        end as gap_state,
        avg(features.days_since_last_purchase) over () as mean_days_since,
        avg(features.purchase_count) over () as mean_purchase_count
    from {{ ref('next_purchase_champion_scores') }} as scores
    inner join {{ ref('customer_features') }} as features
        on scores.customer_id = features.customer_id
            and scores.as_of_date = features.as_of_date
    where scores.split_name = 'today' and scores.horizon_days = {{ longest_horizon() }}

),

drivers as (

    select
        contributions.model_name,
        contributions.customer_id,
        coalesce(reason_features.driver, 'other') as driver,
        round(sum(contributions.contribution), 6) as contribution
    from {{ ref('next_purchase_contributions') }} as contributions
    left join {{ ref('reason_features') }} as reason_features
        on contributions.feature = reason_features.feature
    where contributions.split_name = 'today'
    group by contributions.model_name, contributions.customer_id, coalesce(reason_features.driver, 'other')

),

phrases as (

    select * from {{ ref('reason_phrases') }}

),

worded as (

    select
        customers.customer_id,
        drivers.driver,
        drivers.contribution,
        {%- for suffix in languages %}
        {{ words[suffix] }} as words{{ suffix }},
        {%- endfor %}
        drivers.driver || case when drivers.contribution > 0 then '_raises' else '_lowers' end as code
    from customers
    inner join drivers
        on customers.model_name = drivers.model_name
            and customers.customer_id = drivers.customer_id
    inner join phrases
        on drivers.driver = phrases.driver
            and customers.has_returned = phrases.has_returned
    where abs(drivers.contribution) >= {{ least_contribution }}

),

-- A phrase whose value is missing says nothing.
ranked as (

    select
        *,
        row_number() over (partition by customer_id order by abs(contribution) desc, driver) as driver_rank
    from worded
    where words not like '%?%'

),

sentences as (

    select
        customer_id,
        {%- for suffix in languages %}
        {%- for sign, side in [('>', 'raising'), ('<', 'lowering')] %}
        nullif(concat_ws(
            '; '
            {%- for driver_rank in range(1, most_drivers + 1) -%}
            , max(case when driver_rank = {{ driver_rank }} and contribution {{ sign }} 0 then words{{ suffix }} end)
            {%- endfor -%}
        ), '') as {{ side }}_words{{ suffix }},
        {%- endfor %}
        {%- endfor %}
        concat_ws(
            ','
            {%- for driver_rank in range(1, most_drivers + 1) -%}
            , max(case when driver_rank = {{ driver_rank }} then code end)
            {%- endfor -%}
        ) as reason_codes
    from ranked
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
