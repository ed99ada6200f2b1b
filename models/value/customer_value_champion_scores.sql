-- The expected spend that people get, for every split: the champion's, or, where it is set aside, that of the
-- next best on validation.

{{ champion_scores('customer_value') }}
