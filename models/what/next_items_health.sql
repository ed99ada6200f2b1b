-- Which recommender can be used in which split.

{{ list_health(families('next_items').keys() | list) }}
