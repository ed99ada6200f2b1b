{{ union_of_families('next_items') }}
