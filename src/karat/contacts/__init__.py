"""Lists with names and phones, for the shop's own eyes: `make contacts` (docs/privacy.md).

What is said of a customer comes from the published file, which passed its tests; who that is, from
the warehouse, the one place that knows. What is made is a file that its maker alone can read.
"""
