{{ union_of_families('next_purchase') }}
