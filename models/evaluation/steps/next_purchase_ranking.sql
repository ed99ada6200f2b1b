-- The timing models of each split, best first by the primary metric; where nothing could be measured
-- the base rate comes first.

{{ ranking('next_purchase', 'next_purchase_metrics') }}
