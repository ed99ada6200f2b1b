-- The timing models of each split, best first by the primary metric. The champion is the best on
-- validation; where nothing could be measured there it is the base rate.

{{ ranking('next_purchase', 'next_purchase_metrics', "horizon_days = " ~ (scored_horizons() | max), 'base_rate') }}
