-- Candidates are compared over the same customers: one that scores a split scores everyone known as
-- of its date, but for `customer_holdout`, which scores a fifth of them. A split with nothing to learn from, or
-- nothing to sell, may have no row at all.
with scored as (

    select
        'next_purchase' as task,
        model_name,
        split_name,
        count(distinct customer_id) as scored_count
    from {{ ref('next_purchase_predictions') }}
    group by model_name, split_name
    union all
    select
        'next_items' as task,
        model_name,
        split_name,
        count(distinct customer_id) as scored_count
    from {{ ref('next_items_predictions') }}
    group by model_name, split_name
    union all
    select
        'customer_value' as task,
        model_name,
        split_name,
        count(distinct customer_id) as scored_count
    from {{ ref('customer_value_predictions') }}
    group by model_name, split_name

),

known as (

    select
        judged.task,
        split_customers.split_name,
        count(*) as known_count
    from {{ ref('split_customers') }} as split_customers
    cross join (
        select 'next_purchase' as task
        union all
        select 'customer_value' as task
    ) as judged
    where split_customers.is_scored
    group by judged.task, split_customers.split_name
    union all
    select
        'next_items' as task,
        split_name,
        count(*) as known_count
    from {{ ref('listed_customers') }}
    group by split_name

)

select
    scored.*,
    known.known_count
from scored
left join known
    on scored.task = known.task
        and scored.split_name = known.split_name
where scored.scored_count is distinct from known.known_count
