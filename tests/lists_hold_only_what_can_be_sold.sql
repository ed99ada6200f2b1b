-- What has sold out by a list's date is not in it, whichever recommender made it.
select
    predictions.model_name,
    predictions.split_name,
    predictions.item_id,
    count(*) as place_count
from {{ ref('next_items_predictions') }} as predictions
left join {{ ref('item_features') }} as items
    on predictions.split_name = items.split_name
        and predictions.item_id = items.item_id
where not coalesce(items.is_sellable, false)
group by predictions.model_name, predictions.split_name, predictions.item_id
