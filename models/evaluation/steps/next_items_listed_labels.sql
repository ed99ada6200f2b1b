-- In which groups of buyers' lists a label stands: in one alone, it goes when that group is left out.

with lengths as (

    {%- for length in judged_list_lengths() %}
    select {{ length }} as k {{ "union all" if not loop.last }}
    {%- endfor %}

),

buyers as (

    select distinct
        split_name,
        customer_id
    from {{ ref('next_items_bought_labels') }}

),

listed as (

    select
        backtest.split_name,
        backtest.model_name,
        backtest.rank,
        {{ hash_bucket('backtest.customer_id', var('resampling_groups')) }} as resampling_group,
        items.item_id,
        items.archetype,
        items.category
    from {{ ref('next_items_backtest') }} as backtest
    inner join buyers
        on backtest.split_name = buyers.split_name
            and backtest.customer_id = buyers.customer_id
    inner join {{ ref('item_features') }} as items
        on backtest.split_name = items.split_name
            and backtest.item_id = items.item_id

),

final as (

    {%- for level, label in item_levels().items() %}
    select
        listed.split_name,
        listed.model_name,
        '{{ level }}' as item_level,
        lengths.k,
        listed.{{ label }} as label,
        min(listed.resampling_group) as first_group,
        max(listed.resampling_group) as last_group
    from listed
    inner join lengths on listed.rank <= lengths.k
    group by listed.split_name, listed.model_name, lengths.k, listed.{{ label }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
