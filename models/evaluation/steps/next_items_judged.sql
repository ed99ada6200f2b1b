-- Each recommended item of those who bought in the window: whether it hit, at each level.

with backtest as (

    select * from {{ ref('next_items_backtest') }}
    where rank <= {{ judged_list_lengths() | max }}

),

items as (

    select * from {{ ref('item_features') }}

),

bought_labels as (

    select * from {{ ref('next_items_bought_labels') }}

),

buyers as (

    select distinct
        split_name,
        customer_id
    from bought_labels

),

recommended as (

    select
        backtest.split_name,
        backtest.model_name,
        backtest.customer_id,
        backtest.rank,
        items.item_id,
        items.archetype,
        items.category
    from backtest
    inner join buyers
        on backtest.split_name = buyers.split_name
            and backtest.customer_id = buyers.customer_id
    inner join items
        on backtest.split_name = items.split_name
            and backtest.item_id = items.item_id

),

labelled as (

    {%- for level, label in item_levels().items() %}
    select
        split_name,
        model_name,
        customer_id,
        rank,
        '{{ level }}' as item_level,
        {{ label }} as label
    from recommended
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        labelled.*,
        bought_labels.is_repeat,
        case when bought_labels.label is not null then 1 else 0 end as is_hit,
        sum(case when bought_labels.label is not null then 1 else 0 end) over (
            partition by labelled.split_name, labelled.model_name, labelled.customer_id, labelled.item_level
            order by labelled.rank rows between unbounded preceding and current row
        ) as hits_so_far
    from labelled
    left join bought_labels
        on labelled.split_name = bought_labels.split_name
            and labelled.customer_id = bought_labels.customer_id
            and labelled.item_level = bought_labels.item_level
            and labelled.label = bought_labels.label

)

select * from final
