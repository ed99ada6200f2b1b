-- The scores of every family of value, where they can be used.

{{ healthy_predictions('customer_value') }}
