-- The recommenders of each split, best first by the primary metric. The champion is the best on
-- validation; where nothing could be measured there it is popularity.

{{ ranking('next_items', 'next_item_metrics', "item_level = 'item' and k = 10", 'popularity') }}
