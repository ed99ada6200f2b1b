-- The recommender whose lists people get.

{{ champion('next_items') }}
