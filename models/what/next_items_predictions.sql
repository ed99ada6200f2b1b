-- The lists of every recommender, where they can be used.

{{ healthy_predictions('next_items') }}
