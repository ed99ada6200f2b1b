{{ union_of_candidates('next_purchase') }}
