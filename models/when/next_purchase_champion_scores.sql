-- The predictions that people get, for every split: the champion's, or, where it is set aside, those of the
-- next best on validation.

{{ champion_scores('next_purchase') }}
