-- The recommenders of each split, best first by the primary metric; where nothing could be measured
-- popularity comes first.

{{ ranking('next_items', 'next_item_metrics') }}
