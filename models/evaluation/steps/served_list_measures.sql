-- What the champion's lists of each window come to, as they were ranked and as they are served.

{% set length = judged_list_lengths() | max -%}

with list_places as (

    select * from {{ ref('served_list_places') }}

),

lists as (

    select
        version,
        split_name,
        customer_id,
        weight,
        count(*) as place_count,
        count(distinct category) as category_count,
        count(*) filter (where is_hit) as hit_count
    from list_places
    group by version, split_name, customer_id, weight

),

-- A window that is not over has no buyers, and judges nothing.
buyers as (

    select distinct
        outcomes.split_name,
        outcomes.customer_id
    from {{ ref('next_items_outcomes') }} as outcomes
    inner join {{ ref('listed_customers') }} as listed_customers
        on outcomes.split_name = listed_customers.split_name
            and outcomes.customer_id = listed_customers.customer_id
    where outcomes.split_name in ('validation', 'test')

),

versions as (

    select distinct
        version,
        split_name
    from list_places

),

buyer_hits as (

    select
        versions.version,
        buyers.split_name,
        coalesce(lists.hit_count, 0) as hit_count
    from buyers
    inner join versions on buyers.split_name = versions.split_name
    left join lists
        on versions.version = lists.version
            and buyers.split_name = lists.split_name
            and buyers.customer_id = lists.customer_id

),

items as (

    select
        version,
        split_name,
        item_id,
        {{ exact_sum('weight') }} as list_count,
        {{ exact_sum('weight') }} / cast(max(pieces_left) as double) as lists_per_piece
    from list_places
    group by version, split_name, item_id

),

final as (

    {%- set measures = [
        ('buyer_hits', 'precision', 'cast(sum(hit_count) as double) / (' ~ length ~ ' * count(*))'),
        ('buyer_hits', 'hit_rate', 'count(*) filter (where hit_count > 0) / cast(count(*) as double)'),
        ('lists', 'places_filled',
            exact_sum('place_count * weight') ~ ' / (' ~ length ~ ' * ' ~ exact_sum('weight') ~ ')'),
        ('lists', 'categories', exact_sum('category_count * weight') ~ ' / ' ~ exact_sum('weight')),
        ('items', 'most_lists_of_an_item', 'max(list_count)'),
        ('items', 'most_lists_per_piece', 'max(lists_per_piece)'),
        ('list_places', 'lists_per_expected_sale',
            exact_sum('weight') ~ ' / nullif(' ~ exact_sum('probability * weight') ~ ', 0)'),
    ] %}
    {%- for source, measure, value in measures %}
    select
        version,
        split_name,
        '{{ measure }}' as metric_name,
        {{ value }} as metric_value
    from {{ source }}
    group by version, split_name
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
