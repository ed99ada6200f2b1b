-- The scores of every timing family, where they can be used.

{{ healthy_predictions('next_purchase') }}
