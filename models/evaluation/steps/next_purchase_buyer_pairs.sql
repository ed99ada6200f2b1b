-- The pairs of two buyers of different days. The days are cut into stretches of two days, of four and so on,
-- each with an earlier and a later half. Whatever two days differ, at one length alone they lie in the two
-- halves of one stretch: so every pair of buyers is met, once.

with buyers as (

    select * from {{ ref('next_purchase_concordance_ranked') }}
    where bought_after_days is not null

),

half_lengths as (

    {%- for doublings in range(longest_horizon().bit_length()) %}
    select {{ 2 ** doublings }}.0e0 as half_days {{ "union all" if not loop.last }}
    {%- endfor %}

),

halves as (

    select
        buyers.split_name,
        buyers.model_name,
        buyers.customer_id,
        buyers.probability,
        half_lengths.half_days,
        floor(buyers.bought_after_days / (2 * half_lengths.half_days)) as stretch,
        floor(buyers.bought_after_days / half_lengths.half_days)
        > 2 * floor(buyers.bought_after_days / (2 * half_lengths.half_days)) as is_later
    from buyers
    cross join half_lengths

),

half_pairs as (

    select
        split_name,
        model_name,
        customer_id,
        is_later,
        count(case when is_later then 1 end) over stretches as later,
        count(case when not is_later then 1 end) over stretches as earlier,
        count(case when is_later then 1 end) over up_to_here
        - 0.5e0 * count(case when is_later then 1 end) over tied as later_below,
        count(case when not is_later then 1 end) over up_to_here
        - 0.5e0 * count(case when not is_later then 1 end) over tied as earlier_below
    from halves
    window
        stretches as (partition by split_name, model_name, half_days, stretch),
        up_to_here as (partition by split_name, model_name, half_days, stretch order by probability),
        tied as (partition by split_name, model_name, half_days, stretch, probability)

),

final as (

    select
        split_name,
        model_name,
        customer_id,
        sum(case when is_later then earlier - earlier_below else later_below end) as pairs_right,
        sum(case when is_later then earlier else later end) as pairs
    from half_pairs
    group by split_name, model_name, customer_id

)

select * from final
