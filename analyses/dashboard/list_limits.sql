-- What limits by stock and category cost the lists on the test window; without limits both sides are the same.

select
    metric_name,
    ranked_value,
    served_value
from {{ ref('served_list_costs') }}
where split_name = 'test'
order by
    case metric_name
        when 'precision' then 1
        when 'hit_rate' then 2
        when 'categories' then 3
        when 'places_filled' then 4
        when 'most_lists_of_an_item' then 5
        when 'most_lists_per_piece' then 6
        else 7
    end
