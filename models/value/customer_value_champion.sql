-- The family of value whose predictions people get.

{{ champion('customer_value') }}
