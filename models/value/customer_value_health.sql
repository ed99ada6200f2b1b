-- Which family of value can be used in which split.

{{ value_health(families('customer_value').keys() | list) }}
