{% macro list_health(names) -%}
    {#- A whole model: one row per split and family of `names`, and whether its lists can be used. -#}
with scores as (

    {{ union_of_families('next_items', names) }}

),

expected as (

    select
        as_of_dates.role as split_name,
        count(listed_customers.customer_id) as rows_expected
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('listed_customers') }} as listed_customers
        on as_of_dates.role = listed_customers.split_name
    where as_of_dates.kind = 'split'
    group by as_of_dates.role

),

lists as (

    select
        scores.model_name,
        scores.split_name,
        scores.customer_id,
        count(*) filter (where scores.score is null or isnan(scores.score)) as missing_count,
        case
            when
                min(scores.rank) = 1 and max(scores.rank) = count(*)
                and {{ distinct_of_few('scores.rank') }} = count(*)
                then 0
            else 1
        end as gap_count,
        count(*) - {{ distinct_of_few('scores.item_id') }} as repeated_count,
        count(*) filter (where not coalesce(items.is_sellable, false)) as sold_out_count
    from scores
    left join {{ ref('item_features') }} as items
        on scores.split_name = items.split_name
            and scores.item_id = items.item_id
    group by scores.model_name, scores.split_name, scores.customer_id

),

found as (

    select
        lists.model_name,
        lists.split_name,
        count(*) as rows_found,
        count(distinct lists.customer_id) as customers_found,
        count(*) filter (where listed_customers.customer_id is null) as unasked_count,
        sum(lists.missing_count) as missing_count,
        sum(lists.gap_count) as gap_count,
        sum(lists.repeated_count) as repeated_count,
        sum(lists.sold_out_count) as sold_out_count
    from lists
    left join {{ ref('listed_customers') }} as listed_customers
        on lists.split_name = listed_customers.split_name
            and lists.customer_id = listed_customers.customer_id
    group by lists.model_name, lists.split_name

),

{{ told_failures('next_items', names) }},

{{ health_of('next_items', names, [
    ('unasked_count', 'lists of customers who were not asked about'),
    ('missing_count', 'places without a score'),
    ('gap_count', 'lists with a gap in their ranks'),
    ('repeated_count', 'places with an item that stands in the list twice'),
    ('sold_out_count', 'places with an item that can not be sold'),
]) }}
{%- endmacro %}
