-- Each buyer's list at each length and level, counted: what the item metrics are sums of. A model
-- that had no list for a buyer has zeros, never a missing row.

with judged as (

    select * from {{ ref('next_items_judged') }}

),

bought_labels as (

    select * from {{ ref('next_items_bought_labels') }}

),

models as (

    select distinct
        split_name,
        model_name
    from {{ ref('next_items_backtest') }}

),

lengths as (

    {%- for length in judged_list_lengths() %}
    select {{ length }} as k {{ "union all" if not loop.last }}
    {%- endfor %}

),

bought as (

    select
        split_name,
        customer_id,
        item_level,
        count(*) as bought_count,
        count(*) filter (where is_repeat) as bought_repeat_count,
        count(*) filter (where not is_repeat) as bought_first_time_count,
        count(*) filter (where is_reachable) as reachable_count
    from bought_labels
    group by split_name, customer_id, item_level

),

listed as (

    select
        judged.split_name,
        judged.model_name,
        judged.customer_id,
        judged.item_level,
        lengths.k,
        count(distinct judged.label) as label_count,
        sum(judged.is_hit) as hit_count,
        count(distinct judged.label) filter (where judged.is_hit = 1) as found_count,
        count(distinct judged.label) filter (where judged.is_hit = 1 and judged.is_repeat) as found_repeat_count,
        {{ exact_sum('judged.is_hit * ln(2) / ln(judged.rank + 1)') }} as discounted_gain,
        {{ exact_sum('judged.is_hit * judged.hits_so_far / cast(judged.rank as double)') }} as precision_at_hits
    from judged
    inner join lengths on judged.rank <= lengths.k
    group by judged.split_name, judged.model_name, judged.customer_id, judged.item_level, lengths.k

),

final as (

    select
        bought.*,
        models.model_name,
        lengths.k,
        -- One item hits once; of an archetype or a category every place of the list can hit.
        case when bought.item_level = 'item' then least(lengths.k, bought.bought_count) else lengths.k end
            as most_hits,
        coalesce(listed.label_count, 0) as label_count,
        coalesce(listed.hit_count, 0) as hit_count,
        coalesce(listed.found_count, 0) as found_count,
        coalesce(listed.found_repeat_count, 0) as found_repeat_count,
        coalesce(listed.discounted_gain, 0) as discounted_gain,
        coalesce(listed.precision_at_hits, 0) as precision_at_hits,
        {{ hash_bucket('bought.customer_id', var('resampling_groups')) }} as resampling_group
    from bought
    inner join models on bought.split_name = models.split_name
    cross join lengths
    left join listed
        on bought.split_name = listed.split_name
            and bought.customer_id = listed.customer_id
            and bought.item_level = listed.item_level
            and models.model_name = listed.model_name
            and lengths.k = listed.k

)

select * from final
