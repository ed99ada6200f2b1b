-- The families of value in each split, best first by the primary metric; where nothing could be measured the
-- baseline comes first.

{{ ranking('customer_value', 'value_metrics') }}
