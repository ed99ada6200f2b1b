{{ union_of_candidates('next_items') }}
